"""Answers reviews in the shop. CostLens finds the two prompts below and counts each on its own."""

from openai import OpenAI

client = OpenAI()

# costlens: prompt role=system
HOUSE_STYLE = """\
You answer reviews of Northwind Outfitters in public.
Thank the writer for one thing they mention, by name. Never promise a refund in public:
ask them to write to help@northwind.example instead. At most three sentences.
"""


def answer(review: str, stars: int) -> str:
    response = client.responses.create(
        model="gpt-4.1-mini",
        max_output_tokens=120,
        instructions=HOUSE_STYLE,
        input=f"{stars} of 5 stars:\n\n{review}",
    )
    return response.output_text

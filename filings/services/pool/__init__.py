"""The verbs of the reserve pool (储备库, Article 11): enter, assess, guide, link, draft, close."""

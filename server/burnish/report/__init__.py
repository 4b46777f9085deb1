"""What Burnish found and did, for people and for machines: text, JSON, SARIF, Markdown."""

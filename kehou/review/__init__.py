"""Findings, complaints, rectification, figures."""

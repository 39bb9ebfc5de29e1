"""The program that decodes pictures, run as `python -I media/sandbox` in a process of its own.

Only `sizes` is imported by the product; the rest never runs beside a session, a key or the database.
"""

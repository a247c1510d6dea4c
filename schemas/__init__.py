"""What a document, a fact, an indicator, a finding and a form are: the types that every stage shares.

Nothing here imports from the other rooms.
"""

"""Where people work and who offers training: dated tree, alliances, designations, memberships, rights."""

"""Who a person is: user, teacher profile, sign-in, notices, privacy."""

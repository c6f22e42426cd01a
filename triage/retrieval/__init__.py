"""Finding the clause for a text: by words at once, by meaning when the encoder is up; or saying: silent."""

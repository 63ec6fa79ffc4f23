"""What each route answers, by noun: the models of the OpenAPI document, from which every client is made."""

"""OpenAPI and Swagger files of whatever quality -> one kind of data that the compiler reads.

    reading.read(content: bytes) -> dict[str, Any] | Fault
    reading.locate(content: bytes, *pointers: Pointer) -> list[tuple[int, int]]
    normalising.normalised(data: Any) -> Normalised | Refused

`read` is the file's syntax: JSON, or YAML 1.2 core; a Fault of it has its `place`. `normalised` is
its meaning: OpenAPI 3.0, 3.1 or Swagger 2.0 -> OpenAPI 3.1 in which no reference leads nowhere or
elsewhere, paths are whole and plain, and every operation has an operationId of its own. What was
changed on the way stands in the notices; what cannot be made good, in the faults of Refused. Their
pointers are those of the file as it was written; `locate` finds the line and column of one, and is
for complaints only. The types of all of it are in `findings`.
"""

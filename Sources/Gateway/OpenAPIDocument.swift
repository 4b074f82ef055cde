import NIOHTTP1
public import Resources

/// The description of the interface for programs: OpenAPI 3.1, from the routes and the types' fields.
public enum OpenAPIDocument {
    /// The document.
    public static func generate(catalog: ResourceCatalog) -> JSON {
        var paths: [String: JSON] = [:]
        for route in Routes.all { paths[route.path, default: [:]][name(route.method)] = operation(route) }
        var schemas: [String: JSON] = ["Metadata": metadata, "Problem": problem, "Resource": resource(catalog)]
        for type in catalog.types {
            var schema = type.schema
            schema["description"] = .string(type.summary)
            schema["examples"] = [type.example.spec]
            schemas[type.name] = schema
        }
        schemas["Transaction"] = transaction
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Netstrata", "version": "v1",
                "description": "A Linux host's network as a database of intent.",
            ],
            "servers": [["url": "http://localhost", "description": "over the unix socket"]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas), "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func name(_ method: HTTPMethod) -> String { method.rawValue.lowercased() }

    private static func operation(_ route: Route) -> JSON {
        var parameters: [JSON] = variables(route.path).map {
            ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        parameters += route.parameters.map {
            [
                "name": .string($0.name), "in": "query", "required": false, "description": .string($0.summary),
                "schema": $0.schema,
            ]
        }
        if route.takesConditions { parameters += conditions }
        if route.isWrite { parameters += writeHeaders }
        if route.isWrite, route.path.hasSuffix("{id}") { parameters.append(preference) }
        var responses: [String: JSON] = [
            "default": [
                "description": "A problem (RFC 9457).",
                "content": ["application/problem+json": ["schema": reference("Problem")]],
            ]
        ]
        for status in route.successes {
            var response: JSON = ["description": .string(HTTPResponseStatus(statusCode: status).reasonPhrase)]
            if route.parameters.contains(where: { $0.name == Parameter.dryRun.name }) {
                response["headers"] = answerHeaders
            }
            responses[String(status)] = response
        }
        var operation: JSON = [
            "summary": .string(route.summary), "operationId": .string(operationID(route)),
            "parameters": .array(parameters), "responses": .object(responses),
        ]
        operation["requestBody"] = body(route.body)
        if route.isWrite { operation["security"] = [[:], ["bearer": []]] }
        return operation
    }

    private static func operationID(_ route: Route) -> String {
        let words = route.path.split { !$0.isLetter && !$0.isNumber }.filter { $0 != "v1" }
        return name(route.method) + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func variables(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    private static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

    private static func body(_ body: Route.Body) -> JSON? {
        switch body {
        case .none: return nil
        case .resource:
            return content(["application/json": reference("Resource"), "application/yaml": reference("Resource")])
        case .patch:
            return content([
                "application/merge-patch+json": ["type": "object"], "application/json-patch+json": ["type": "array"],
            ])
        case .configuration:
            return content(["application/yaml": ["type": "string"], "application/json": ["type": "object"]])
        case .configurationPatch:
            return content([
                "application/yaml": ["type": "string"], "application/json-patch+json": ["type": "array"],
                "application/strategic-merge-patch+json": ["type": "object"],
            ])
        case .transaction:
            return content(["application/json": reference("Transaction"), "application/yaml": reference("Transaction")])
        }
    }

    private static func content(_ types: [String: JSON]) -> JSON {
        ["required": true, "content": .object(types.mapValues { ["schema": $0] })]
    }

    private static let conditions: [JSON] = [
        header("If-Match", "Only if it is as the client knows it: an ETag or *."),
        header("If-None-Match", "*: only if it isn't there yet."),
    ]

    private static let writeHeaders: [JSON] = [
        header("X-Change-Message", "Why; kept with the change."),
        header("X-Request-ID", "Kept with the change, and given back."),
        header("Idempotency-Key", "The answer is kept under it and given again for the same request."),
    ]

    private static let preference = header(
        "Prefer", "return=minimal: the answer of a change that is made has no spec (RFC 7240).")

    private static let answerHeaders: JSON = [
        "X-Audit-Head": [
            "description":
                "How far the audit log has come with this change: whoever keeps it can verify the log against it later.",
            "schema": ["type": "string", "pattern": "^[0-9]+:[0-9a-f]{64}$"],
        ]
    ]

    private static func header(_ name: String, _ summary: String) -> JSON {
        [
            "name": .string(name), "in": "header", "required": false, "description": .string(summary),
            "schema": ["type": "string"],
        ]
    }

    private static let metadata: JSON = [
        "type": "object",
        "properties": [
            "namespace": ["type": "string"], "type": ["type": "string"], "id": ["type": "string"],
            "version": ["type": "integer"], "revision": ["type": "integer"],
            "phase": ["enum": ["running", "tearingDown"]], "owner": ["type": "string"],
            "created": ["type": "string", "format": "date-time"], "updated": ["type": "string", "format": "date-time"],
            "labels": MetadataSyntax.labels, "annotations": MetadataSyntax.annotations,
            "finalizers": ["type": "array", "items": ["type": "string"]],
            "pruned": [
                "type": "boolean",
                "description": "Of a RevisionTag: what was asked for at its revision isn't kept any more.",
            ],
        ],
    ]

    /// The full form; the spec alone will do as well.
    private static func resource(_ catalog: ResourceCatalog) -> JSON {
        let specs = catalog.types.map { reference($0.name) }
        return [
            "anyOf": [
                [
                    "type": "object",
                    "properties": ["metadata": reference("Metadata"), "spec": ["anyOf": .array(specs)]],
                    "additionalProperties": false,
                ],
                ["anyOf": .array(specs)],
            ]
        ]
    }

    private static let problem: JSON = [
        "type": "object", "required": ["type", "title", "status", "detail", "reason", "requestId"],
        "properties": [
            "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
            "detail": ["type": "string"], "instance": ["type": "string"], "requestId": ["type": "string"],
            "reason": ["enum": .array(Problem.Reason.allCases.map { .string($0.rawValue) })],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object", "properties": ["pointer": ["type": "string"], "detail": ["type": "string"]],
                ],
            ],
        ],
    ]

    private static let transaction: JSON = [
        "type": "object", "required": ["operations"], "additionalProperties": false,
        "properties": [
            "message": ["type": "string"], "dryRun": ["type": "boolean"],
            "confirm": ["anyOf": [ConfirmTerms.schema, ["enum": ["none"]]]],
            "operations": [
                "type": "array", "minItems": 1,
                "items": [
                    "type": "object", "required": ["op", "resource"], "additionalProperties": false,
                    "properties": [
                        "op": ["enum": ["put", "patch", "delete", "check"]], "resource": ["type": "string"],
                        "spec": ["type": "object"], "metadata": reference("Metadata"),
                        "patch": ["type": ["object", "array"]], "ifMatch": ["type": "string"],
                        "ifNoneMatch": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]
}

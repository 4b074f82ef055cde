import Audit
import NIOHTTP1
import Resources
import Store

/// One method on one path: what it does, what it takes, and who does it.
struct Route: Sendable {
    /// The endpoint's code.
    typealias Handler = @Sendable (Backend, APIRequest) throws(Problem) -> Answer

    let method: HTTPMethod
    /// Literal segments and `{names}`; `{id}` at the end takes the rest of the path, slashes and all.
    let path: String
    /// What it does, in a sentence.
    let summary: String
    /// The query parameters that it knows.
    let parameters: [Parameter]
    /// What OpenAPI says of the body.
    let body: Body
    /// The status codes of success.
    let successes: [Int]
    let handler: Handler

    /// What a request's body holds.
    enum Body: Sendable {
        case none
        case resource
        case patch
        case transaction
        case configuration
        case configurationPatch
    }

    init(
        _ method: HTTPMethod, _ path: String, _ handler: @escaping Handler, _ summary: String,
        _ parameters: [Parameter] = [], body: Body = .none, successes: [Int] = [200]
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.successes = successes
        self.handler = handler
    }

    /// Whether it changes something, with a body or without.
    var isWrite: Bool { method != .GET }

    /// Whether `If-Match` and `If-None-Match` mean something: where one resource is written.
    var takesConditions: Bool { isWrite && (path.hasPrefix("/v1/resources/") || path == MachineConfig.path) }
}

/// A query parameter.
struct Parameter: Sendable {
    let name: String
    let summary: String
    let schema: JSON

    init(_ name: String, _ summary: String, _ schema: JSON = ["type": "string"]) {
        self.name = name
        self.summary = summary
        self.schema = schema
    }
}

extension Parameter {
    private static let boolean: JSON = ["type": "boolean"]
    private static let count: JSON = ["type": "integer", "minimum": 0]
    private static let moment = "RFC 3339, such as 2026-11-23T09:06:30Z, or a date, which begins in UTC"

    static let origins = ChangeContext.Origin.allCases.map(\.rawValue)
    static let operations = ["created", "updated", "tornDown", "destroyed"]

    private static func enumeration(_ words: [String]) -> JSON { ["enum": .array(words.map { .string($0) })] }

    static let output = Parameter(
        "output", "The form of the answer; otherwise Accept decides.", ["enum": ["json", "yaml", "table", "wide"]])
    static let form = Parameter(
        "output", "The form of the answer; otherwise Accept decides.", ["enum": ["json", "yaml"]])
    static let revision = Parameter(
        "revision",
        "As it was at this revision; with watch: what happened after it. A number, a tag, an ETag or a time, which stands for the last change until then."
    )
    static let labelSelector = Parameter(
        "labelSelector", "Only what has these labels: a, !a, a=b, a!=b, a in (b,c), a<5, with commas between them.")
    static let limit = Parameter("limit", "At most so many on a page.", ["type": "integer", "minimum": 1])
    static let pageToken = Parameter("pageToken", "The nextPageToken of the page before.")
    static let watch = Parameter(
        "watch",
        """
        A stream of changes instead: NDJSON, or SSE by Accept. Without revision it begins with the present state, an ADDED \
        for each resource, and a BOOKMARK. A change and a BOOKMARK carry the revision after which revision= goes on and \
        misses nothing; in SSE it is the id, and Last-Event-ID goes on. The ADDED of the present state carry none (when an \
        object was last changed is in its metadata): who is cut off before the first BOOKMARK begins again.
        """, boolean)
    static let previous = Parameter("prev", "Changes carry the state before as oldObject.", boolean)
    static let waitRevision = Parameter("waitRevision", "Answer when it has moved past this revision.")
    static let timeout = Parameter("timeout", "How long to wait: 30s, 500ms, 2m; 5 minutes at most.")
    static let revisions = Parameter("revisions", "Its history instead, newest first.", boolean)
    static let dryRun = Parameter("dryRun", "Check and plan only: nothing is kept.", boolean)
    static let wait = Parameter("wait", "applied: answer when the kernel is as asked for.", ["enum": ["applied"]])
    static let report = Parameter(
        "output", "json: what is made of each document, beside the text; otherwise the text as it was put.",
        ["enum": ["json"]])
    static let allowUnsupported = Parameter(
        "allowUnsupported", "Store documents that this version can't carry out, and carry out the rest.", boolean)
    static let stats = Parameter(
        "stats",
        "Of LinkStatus and NfTablesChainStatus: what passed through each link, and what each rule has counted, as stats beside spec; "
            + "it is asked of the kernel now.",
        boolean)
    static let intent = Parameter(
        "intent", "Only what people ask for and the machine configuration, not what follows from it.", boolean)
    static let effects = Parameter(
        "effects", "With what led to it as causes, and as effects all that followed from it.", boolean)
    static let blame = Parameter(
        "blame", "Who set each member last, instead: of what has layers, in the layer that decides.", boolean)
    static let verbose = Parameter("verbose", "Name each check.", boolean)

    static let reading: [Parameter] = [output, revision, watch, previous, waitRevision, timeout, stats]
    static let audit: [Parameter] = [
        Parameter("kind", "Rows of this kind.", enumeration(AuditKind.allCases.map(\.rawValue))), limit, pageToken,
        output,
    ]
    static let verifying: [Parameter] = [
        Parameter("head", "A head that was noted at some time, as X-Audit-Head says it: the log must contain it."),
        Parameter("key", "The public key whose signatures count, in Base64; those that the log names otherwise."), form,
    ]
    static let confirming: [Parameter] = [
        Parameter(
            "confirm",
            "How long there is to confirm the change, such as 90s, before it is put back; none: nobody need, though "
                + "ManagementSpec says so. Within an open window of the same user it joins that in any case."),
        Parameter(
            "probe",
            "With confirm: what should be reached after the change as before it, or it is put back: gateway, dns:<name>, "
                + "tcp:<host>:<port> or http:<URL>; may be given several times."),
        Parameter("autoConfirm", "With probe: confirm it as soon as those pass that passed before.", boolean),
        Parameter(
            "force",
            "Even if the firewall would cut the connection over which it is asked for, and nobody need confirm it.",
            boolean),
    ]
    static let `extension` = Parameter(
        "timeout", "How long from now on, from 1s to 24h; as long as before otherwise.")
    static let writing: [Parameter] = [dryRun, wait, timeout, form] + confirming
    static let target = Parameter("to", "To this revision: a number, a tag, an ETag or a time.")
    static let scope: [Parameter] = [
        Parameter("namespace", "Resources in this namespace."), Parameter("type", "Resources of this type."),
        Parameter("id", "The resource with this id, or those whose ids are so: * stands for any text."),
    ]
    static let difference: [Parameter] =
        [
            Parameter("from", "From this revision: a number, a tag, an ETag or a time."),
            Parameter("to", "To this one; the present otherwise."), intent,
            Parameter(
                "output", "The form of the answer; otherwise Accept decides.", ["enum": ["json", "yaml", "table"]]),
        ] + scope
    static let history: [Parameter] = [
        Parameter("namespace", "Changes in this namespace."), Parameter("type", "Changes of this type."),
        Parameter("id", "Changes of the resource with this id, or of those whose ids are so: * stands for any text."),
        Parameter(
            "actor",
            "Changes by this user or login user, such as alice; or by whom this names in full or in its first words, such as "
                + "uid:1000(alice), token:ci or AddressSpecController."),
        Parameter("origin", "Changes that came through this.", enumeration(origins)),
        Parameter("operation", "Changes of this kind.", enumeration(operations)),
        Parameter("since", "Changes at or after this time: \(moment)."),
        Parameter("until", "Changes before this time: \(moment)."),
        Parameter("transaction", "Changes of this transaction.", count),
        Parameter(
            "cause",
            "Changes that followed from the one with this number, or from another of its transaction, directly or not.",
            count),
        Parameter("after", "Changes after this revision."),
        Parameter("through", "Changes up to and with this revision."),
        intent, limit, pageToken, previous, output,
        Parameter(
            "watch",
            "A stream of changes as they come instead, as of lists; each line has the row as change. It begins now, or with "
                + "revision after that.", boolean),
        Parameter("revision", "With watch: what happened after this revision."),
    ]
}

import Resources
import Testing

@testable import Netstrata

@Suite struct `A report` {
    static func problem(_ json: JSON, _ status: Int) -> ClientError {
        .problem(Problem(status: status, body: json.canonicalBytes), subject: "AddressSpec/eth0/192.0.2.10/24")
    }

    @Test func `names every fault with its place`() {
        let error = Self.problem(
            [
                "title": "Unprocessable Content", "reason": "INVALID", "requestId": "r1", "detail": "/spec/a: bad",
                "errors": [["pointer": "/spec/a", "detail": "bad"], ["pointer": "/spec/b", "detail": "worse"]],
            ], 422)
        #expect(
            error.report(colours: false) == """
                netstrata: AddressSpec/eth0/192.0.2.10/24: the daemon found 2 faults
                  at /spec/a: bad
                  at /spec/b: worse
                  (422, INVALID, request r1)

                """)
    }

    @Test func `says what the kernel said`() {
        let report = Self.problem(
            ["detail": "it is refused", "errno": "EPERM", "extack": "no"], 409
        ).report(colours: false)
        #expect(report.contains("the kernel says: EPERM, no"))
    }

    @Test func `of a revert that is refused names the history to read`() {
        let name = "network-config/AddressSpec/api/eth0/192.0.2.1/24"
        let report = Self.problem(
            ["detail": "changed again", "conflicts": [["resource": .string(name), "pointer": "/spec/scope"]]], 409
        ).report(colours: false)
        #expect(report.hasSuffix("→ netstrata history \(name) --diff shows by what and by whom\n"))
    }

    @Test func `names what there is in place of a change that never was, and of one that is gone`() {
        func hint(_ status: Int, _ json: JSON, _ subject: String) -> [String] {
            Problem(status: status, body: json.canonicalBytes).hints(subject)
        }
        for subject in ["history", "diff"] {
            #expect(hint(404, ["detail": "no"], subject) == ["netstrata history shows what there was, and when"])
        }
        for subject in ["history", "diff", "nothing was changed"] {
            let gone = hint(410, ["detail": "gone", "oldestRevision": 41], subject)
            #expect(gone == ["the oldest revision that can be reached is 41"])
            let before = hint(410, ["detail": "gone", "oldestRevision": 0], subject)
            #expect(before == ["netstrata history shows the revisions that there are"])
        }
    }

    @Test func `of a rollback to the empty beginning says so`() {
        func text(_ revision: JSON, isDryRun: Bool) -> String {
            let answer: JSON = [
                "restored": revision,
                "results": [["resource": "config/LinkSpec/api/eth0", "status": "destroyed", "revision": 9]],
            ]
            return Restoration(answer: answer, isDryRun: isDryRun).rendered(for: .output)
        }
        let title = "revision 0 is the empty beginning: all that people ask for here goes\n"
        #expect(text(0, isDryRun: true).hasPrefix(title) && text(0, isDryRun: false).hasPrefix(title))
        #expect(!text(10, isDryRun: true).contains("beginning"))
    }

    @Test func `survives an answer that isn't a problem document`() {
        let error = ClientError.problem(Problem(status: 502, body: Array("<html>".utf8)), subject: "x")
        #expect(error.report(colours: false).hasPrefix("netstrata: x: <html>\n"))
        #expect(error.status == .serverError)
    }

    @Test(
        arguments: [
            (400, .refused), (401, .refused), (404, .notFound), (409, .conflict), (410, .refused), (412, .conflict),
            (422, .refused), (500, .serverError), (507, .serverError),
        ] as [(Int, ProgramStatus)])
    func `ends with a status that scripts can use`(http: Int, status: ProgramStatus) {
        #expect(ProgramStatus(httpStatus: http) == status)
    }

    @Test func `of an unreachable daemon says which socket and how to start it`() {
        let report = APIClient.explain(2, "/run/x.sock").report(colours: false)
        #expect(report.contains("/run/x.sock"))
        #expect(report.contains("systemctl start netstrata"))
        #expect(report.contains("NETSTRATA_SOCKET"))
        #expect(APIClient.explain(2, "/run/x.sock").status == .unreachable)
    }

    @Test func `of a closed door says which group has the key`() {
        let report = APIClient.explain(13, "/nonexistent/x.sock").report(colours: false)
        #expect(report.contains("the group netstrata may"))
    }

    @Test func `of root's door sends nobody into root's group`() {
        let report = ClientError.notPermitted(socket: "/run/x.sock", group: "root").report(colours: false)
        #expect(report.contains("use sudo"))
        #expect(!report.contains("usermod"))
    }

    @Test func `has colours only when asked`() {
        #expect(ClientError.input("x").report(colours: true).contains("\u{1B}[31m"))
        #expect(!ClientError.input("x").report(colours: false).contains("\u{1B}"))
    }

    @Test func `of a transaction names the document instead of the operation`() {
        let operation = { (id: String, place: String) in
            Operation(name: ResourceName(namespace: "n", type: "T", id: id), place: place, members: [:])
        }
        let error = ClientError.problem(
            Problem(
                status: 422, body: Array(#"{"errors":[{"pointer":"/operations/1/spec/mtu","detail":"bad"}]}"#.utf8)),
            subject: "")
        let located = APIClient.locate(
            error, [operation("a", "x.yaml, document 1"), operation("b", "x.yaml, document 2")])
        #expect(located.report(colours: false).contains("at /spec/mtu in x.yaml, document 2: T/b: bad"))
        let missing = ClientError.problem(
            Problem(status: 404, body: Array(#"{"errors":[{"pointer":"/operations/0","detail":"gone"}]}"#.utf8)),
            subject: "nothing was changed")
        let report = APIClient.locate(missing, [operation("a", "the command line")]).report(colours: false)
        #expect(report.contains("\n  at the command line: T/a: gone\n"))
        #expect(report.contains("→ netstrata get TYPE lists what there is"))
    }
}

@Suite struct `A change in the history` {
    private static func row(_ operation: String, _ old: JSON?, _ new: JSON) -> String {
        var json: JSON = ["operation": .string(operation), "object": new]
        json["oldObject"] = old
        return HistoryRow(json).difference
    }

    private static func resource(
        _ mtu: JSON, labels: JSON? = nil, annotations: JSON? = nil, phase: String = "running"
    ) -> JSON {
        var metadata: JSON = ["id": "eth0", "version": 1, "phase": .string(phase)]
        metadata["labels"] = labels
        metadata["annotations"] = annotations
        return ["metadata": metadata, "spec": ["mtu": mtu]]
    }

    @Test func `is told with labels, annotations, finalizers and the phase`() {
        let plain = Self.resource(1500)
        #expect(Self.row("updated", plain, Self.resource(9000)) == "mtu 1500 → 9000")
        let labelled = Self.resource(1500, labels: ["site": "berlin", "a": "b"], annotations: ["adopt": "true"])
        #expect(
            Self.row("updated", plain, labelled)
                == "annotation adopt none → true, label a none → b, label site none → berlin")
        #expect(
            Self.row("updated", labelled, Self.resource(1500, labels: ["site": "paris"]))
                == "annotation adopt true → none, label a b → none, label site berlin → paris")
        #expect(
            Self.row("tornDown", plain, Self.resource(1500, phase: "tearingDown")) == "phase running → tearingDown")
        var held = plain
        held["metadata"]?["finalizers"] = ["F", "G"]
        #expect(Self.row("updated", plain, held) == "finalizers none → F, G")
        #expect(Self.row("created", nil, Self.resource(1, labels: ["a": "b"])) == "label a b, mtu 1")
        #expect(Self.row("destroyed", Self.resource(1, labels: ["a": "b"]), plain) == "was label a b, mtu 1")
    }
}

@Suite struct `A change of a text in the history` {
    private static func row(_ old: String?, _ new: String?) -> String {
        func document(_ text: String?) -> JSON? {
            text.map { ["metadata": ["id": "v1alpha1"], "spec": ["text": .string($0), "mode": $0.isEmpty ? 1 : 2]] }
        }
        var json: JSON = ["operation": new == nil ? "destroyed" : "updated"]
        json["oldObject"] = document(old)
        json["object"] = document(new ?? old)
        return HistoryRow(json).difference
    }

    @Test func `is told line by line`() {
        #expect(Self.row("a\nb\n", "a\nc\u{1B}\td\n") == "text\n@@ -1,2 +1,2 @@\n a\n-b\n+c\u{FFFD}\td")
        #expect(Self.row("", "a\n") == "mode 1 → 2\ntext\n@@ -0,0 +1 @@\n+a")
        #expect(Self.row(nil, "a\n") == "mode 2\ntext\n@@ -0,0 +1 @@\n+a")
        #expect(Self.row("a\n", nil) == "was mode 2\ntext\n@@ -1 +0,0 @@\n-a")
        #expect(Self.row("a\n", "a\n") == "")
    }

    @Test func `that was found is shown in its lines`() {
        func document(_ repairs: Int64, _ found: String) -> JSON {
            let drift: JSON = ["found": .string(found), "time": "now"]
            return ["metadata": ["id": "EtcFileSpec/hosts"], "spec": ["repairs": .integer(repairs), "drift": drift]]
        }
        let json: JSON = [
            "operation": "updated", "oldObject": document(1, "deleted"), "object": document(2, "@@ -1 +1 @@\n-a\n+b"),
        ]
        #expect(HistoryRow(json).difference.hasSuffix("repairs 1 → 2\nfound\n@@ -1 +1 @@\n-a\n+b"))
    }

    @Test func `stands beneath its row with all its lines`() {
        let table = TextTable(["A"], [["x"], ["y"]])
        let file = Terminal(descriptor: -1)
        #expect(table.rendered(for: file, below: ["one\n two", ""]) == "A\nx\n    one\n     two\ny\n")
    }
}

@Suite struct `A plan` {
    @Test func `shows what differs, and what can cut traffic`() {
        let plan = KernelPlan([
            "plan": [
                ["operation": "add", "object": "address eth0/192.0.2.10/24", "before": .null, "after": .null],
                [
                    "operation": "change", "object": "link eth0", "before": ["mtu": 1500, "up": true],
                    "after": ["mtu": 9000, "up": true], "disruptive": true, "note": "the driver resets",
                ],
            ]
        ])
        #expect(
            plan.rendered(colours: false) == """
                plan: 2 operations in the kernel
                  add     address eth0/192.0.2.10/24
                  change  link eth0  mtu 1500 → 9000  (the driver resets)  ! can cut traffic

                """)
    }

    @Test func `names what stands in the way of a spec, which is no operation`() {
        let plan = KernelPlan([
            "plan": [["operation": "foreignConflict", "object": "LinkSpec/br0", "note": "the link is there"]]
        ])
        #expect(
            plan.rendered(colours: false) == """
                plan: the kernel stays as it is
                  foreignConflict  LinkSpec/br0  (the link is there)

                """)
    }

    @Test func `without operations says so`() {
        #expect(KernelPlan(["plan": []]).rendered(colours: false) == "plan: the kernel stays as it is\n")
    }

    @Test(
        arguments: [
            (.null, ["a": 1, "b": "", "c": .null], "a 1"), (["a": 1], .null, "was a 1"),
            (["a": 1, "b": 2], ["a": 1, "c": 3], "b 2 → none, c none → 3"),
            ("x", "x", ""), ("x", "y", "x → y"), (["a": [1, 2]], ["a": [1]], "a 1, 2 → 1"),
        ] as [(JSON, JSON, String)])
    func `words a difference`(before: JSON, after: JSON, words: String) {
        #expect(before.difference(to: after) == words)
    }
}

@Suite struct `Lines` {
    @Test(arguments: 1...7) func `are found however the bytes are cut`(size: Int) {
        let bytes = Array("one\n\ntwo é\nthree\nrest".utf8)
        var splitter = LineSplitter()
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += splitter.add(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(lines == ["one", "two é", "three"])
    }
}

@Suite struct `The text in the editor` {
    @Test func `loses its comments and nothing else`() {
        let yaml = "spec:\n  # kept\n  a: 1\n"
        let header = EditHeader(subject: "T/x")
        let faults = ["at /spec/a: bad\nsecond line"]
        let text = header.text(faults) + yaml
        #expect(text.contains("#   at /spec/a: bad\n# second line\n"))
        #expect(header.strip(text) == yaml)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false)[header.length(faults)] == "spec:")
    }

    @Test func `keeps comments of its own`() {
        let yaml = "# mine\n#also mine\nkind: LinkConfig\n"
        let header = EditHeader(subject: "x", mark: "#:")
        #expect(header.strip(header.text(["bad"]) + yaml) == yaml)
    }
}

@Suite struct `An entry of passwd or group` {
    @Test func `is found by name or number`() {
        let table = "root:x:0:0:root:/root:/bin/sh\n\nbad\nalice:x:1000:1000::/:/bin/sh\n"
        #expect(SystemFile.entry(in: table) { $0[0] == "alice" }?[2] == "1000")
        #expect(SystemFile.entry(in: table) { $0[2] == "0" }?[0] == "root")
        #expect(SystemFile.entry(in: table) { $0[0] == "bob" } == nil)
    }
}

@Suite struct `A watch's line` {
    @Test func `is an event`() throws {
        let event = try WatchEvent(
            #"{"type":"ADDED","revision":7,"object":{"metadata":{"id":"api/eth0/192.0.2.1/24"}}}"#)
        #expect(event.kind == "ADDED")
        let present = try WatchEvent(#"{"type":"ADDED","object":{"metadata":{"id":"a","revision":5}}}"#)
        #expect(present.revision == 5)
        #expect(event.revision == 7)
        #expect(event.matches("eth0/192.0.2.1/24"))
        #expect(event.matches("api/eth0/192.0.2.1/24"))
        #expect(!event.matches("eth0"))
    }

    @Test func `that is an error ends the watch and says where to go on`() {
        let line = #"{"type":"ERROR","reason":"SLOW","detail":"too slow","revision":7}"#
        #expect(throws: ClientError.cutOff("too slow; --revision 7 goes on where it was")) { try WatchEvent(line) }
        #expect(throws: ClientError.self) { try WatchEvent("not json") }
    }

    @Test func `is shown when the present state is whole, then at once`() throws {
        let line = { (revision: Int) in
            #"{"type":"MODIFIED","revision":\#(revision),"object":{"metadata":{"id":"x"},"spec":{"up":true}}}"#
        }
        var table = WatchTable([Column("UP", "up")], startsEmpty: false)
        #expect(table.add(try WatchEvent(line(1))) == "")
        let shown = table.settle().split(separator: "\n").map(String.init)
        #expect(
            shown.map { $0.split(separator: " ").map(String.init) } == [
                ["CHANGE", "REVISION", "ID", "UP"], ["MODIFIED", "1", "x", "true"],
            ])
        #expect(table.settle() == "")
        #expect(table.add(try WatchEvent(line(2))).split(separator: " ").prefix(3) == ["MODIFIED", "2", "x"])
    }
}

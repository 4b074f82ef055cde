import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

private func entry(_ kind: String, _ object: String, _ claim: LedgerEntry.Claim = .made, _ original: JSON = [:])
    -> [String: LedgerEntry]
{
    [object: LedgerEntry(kind: kind, object: object, spec: object, claim: claim, original: original)]
}

@Suite struct `Plans for files of the host` {
    private let contents = "# Written by Netstrata\n127.0.0.1 localhost\n"

    private func spec(_ name: EtcFileSpec.Name = .hosts, isGoing: Bool = false, adopts: Bool = false) -> DesiredSpec<
        EtcFileSpec
    > {
        var spec = EtcFileSpec()
        spec.name = name
        spec.contents = FileContents(contents) ?? FileContents()
        return DesiredSpec(spec, isGoing: isGoing, adopts: adopts)
    }

    private func plan(
        _ desired: DesiredSpec<EtcFileSpec>?, _ state: HostFileState, _ ledger: [String: LedgerEntry] = [:],
        _ file: HostFile = .hosts
    ) -> SpecPlan<HostChange> {
        var host = HostState()
        host.files = [file: state]
        return EtcFileObject.plan(desired.map { [$0] } ?? [], given: host, ledger)
    }

    private func write(keepsOriginal: Bool) -> HostChange {
        .writeFile(.hosts, text: contents, mode: 0o644, keepsOriginal: keepsOriginal)
    }

    @Test func `a foreign file is kept and replaced`() {
        let plan = plan(spec(), HostFileState(.file(text: "mine\n", mode: 0o600)))
        #expect(plan.steps.map(\.change) == [write(keepsOriginal: true)])
        #expect(plan.records.map(\.claim) == [.made])
    }

    @Test func `what was kept once isn't kept again, whatever is there now`() {
        let edited = HostFileState(.file(text: "edited\n", mode: 0o644), hasOriginal: true)
        #expect(plan(spec(), edited).steps.map(\.change) == [write(keepsOriginal: false)])
        let ours = HostFileState(.file(text: contents + "more\n", mode: 0o644))
        #expect(plan(spec(), ours).steps.map(\.change) == [write(keepsOriginal: false)])
    }

    @Test func `a file that is right is left, and stays when its spec goes unless it is ours`() {
        var right = HostFileState(.file(text: "127.0.0.1 localhost\n", mode: 0o644))
        var plain = EtcFileSpec()
        plain.contents = FileContents("127.0.0.1 localhost\n") ?? FileContents()
        let found = plan(DesiredSpec(plain), right)
        #expect(found.steps.isEmpty)
        #expect(found.records.map(\.claim) == [.found])
        #expect(plan(nil, right, entry("file", "hosts", .found)).steps.isEmpty)
        right.hasOriginal = true
        #expect(plan(DesiredSpec(plain), right).records.map(\.claim) == [.made])
    }

    @Test func `a mode that differs is put right`() throws {
        let plan = plan(spec(), HostFileState(.file(text: contents, mode: 0o600)), entry("file", "hosts"))
        #expect(plan.steps.map(\.change) == [write(keepsOriginal: false)])
        #expect(plan.steps.first?.finding == "mode 600 instead of 644")
    }

    @Test func `what wasn't there goes, what was there comes back, and what nobody kept stays`() {
        let state = HostFileState(.file(text: contents, mode: 0o644))
        #expect(
            plan(nil, state, entry("file", "hosts", .made, ["absent": true])).steps.map(\.change) == [
                .removeFile(.hosts)
            ])
        var kept = state
        kept.hasOriginal = true
        #expect(plan(nil, kept, entry("file", "hosts")).steps.map(\.change) == [.restoreFile(.hosts)])
        #expect(plan(nil, state, entry("file", "hosts")).steps.isEmpty)
    }

    @Test func `the kept file comes back even where the ledger was lost`() {
        let state = HostFileState(.file(text: contents, mode: 0o644), hasOriginal: true)
        let plan = plan(spec(isGoing: true), state)
        #expect(plan.steps.map(\.change) == [.restoreFile(.hosts)])
        #expect(plan.outcomes["hosts"] == .gone)
    }

    @Test func `systemd-resolved's link is left alone unless somebody says adopt, other links are replaced`() {
        let stub = HostFileState(.link(target: "../run/systemd/resolve/stub-resolv.conf"))
        let left = plan(spec(.resolvers), stub, [:], .resolverConfiguration)
        #expect(left.steps.isEmpty)
        guard case .foreignConflict = left.outcomes["resolv.conf"] else {
            Issue.record("\(left.outcomes)")
            return
        }
        #expect(plan(spec(.resolvers, adopts: true), stub, [:], .resolverConfiguration).steps.count == 1)
        let other = HostFileState(.link(target: "/run/resolvconf/resolv.conf"))
        #expect(plan(spec(.resolvers), other, [:], .resolverConfiguration).steps.count == 1)
    }

    @Test(arguments: [HostFileState.Content.link(target: "../run/systemd/resolve/stub-resolv.conf"), .unusable("x")])
    func `what somebody else has put there stays when the spec goes`(_ content: HostFileState.Content) {
        let state = HostFileState(content, hasOriginal: true)
        for original in [[:], ["absent": true]] as [JSON] {
            let ledger = entry("file", "resolv.conf", .made, original)
            #expect(plan(nil, state, ledger, .resolverConfiguration).steps.isEmpty)
        }
        #expect(plan(spec(.resolvers, isGoing: true), state, [:], .resolverConfiguration).steps.isEmpty)
    }

    @Test func `a folder in a file's place is nobody's to remove`() {
        let plan = plan(spec(), HostFileState(.unusable("a folder")))
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes["hosts"] == .foreignConflict("a folder"))
    }
}

@Suite struct `Plans for the host's name` {
    private func plan(
        _ name: (String, String?)?, isGoing: Bool = false, now: (String, String) = ("old", ""),
        _ ledger: [String: LedgerEntry] = [:]
    ) -> SpecPlan<HostChange> {
        var host = HostState()
        (host.hostname, host.domainname) = now
        let desired = name.map { name -> DesiredSpec<HostnameSpec> in
            var spec = HostnameSpec()
            spec.hostname = DomainName(name.0)
            spec.domainname = name.1.flatMap { DomainName($0) }
            return DesiredSpec(spec, isGoing: isGoing)
        }
        return HostnameObject.plan(desired.map { [$0] } ?? [], given: host, ledger)
    }

    @Test func `the name of before is noted before another is set`() {
        let plan = plan(("new", "example.com"))
        #expect(plan.steps.map(\.change) == [.setHostname("new"), .setDomainname("example.com")])
        #expect(
            plan.steps.map(\.finding) == ["hostname old instead of new", "domainname absent instead of example.com"])
        #expect(
            plan.records.map(\.original) == [
                [
                    "hostname": "old", "domainname": "",
                    "ours": ["hostname": ["new"], "domainname": ["example.com"]],
                ]
            ])
    }

    @Test func `the first name of before stays noted, and comes back`() {
        let ledger = entry("hostname", "hostname", .made, ["hostname": "old"])
        let changed = plan(("newer", nil), now: ("new", ""), ledger)
        #expect(changed.steps.map(\.change) == [.setHostname("newer")])
        #expect(changed.records.map(\.original) == [["hostname": "old", "ours": ["hostname": ["newer"]]]])
        #expect(
            plan(("new", nil), isGoing: true, now: ("new", ""), ledger).steps.map(\.change) == [.setHostname("old")])
    }

    @Test func `a domain that a spec speaks of no more is put back`() {
        let ledger = entry("hostname", "hostname", .made, ["hostname": "old", "domainname": "before"])
        let plan = plan(("new", nil), now: ("new", "example.com"), ledger)
        #expect(plan.steps.map(\.change) == [.setDomainname("before")])
        #expect(plan.records.map(\.original) == [["hostname": "old", "ours": ["hostname": ["new"]]]])
    }

    @Test func `after a reboot the host's own name is a new original, and ours never is one`() {
        let ledger = entry(
            "hostname", "hostname", .made,
            ["hostname": "old", "ours": ["hostname": ["first", "new"]], "carried": true])
        func original(_ now: String) -> JSON? {
            plan(("new", nil), now: (now, ""), ledger).records.first?.original["hostname"]
        }
        #expect((original("new"), original("first"), original("fresh")) == ("old", "old", "fresh"))
        #expect(plan(("new", nil), now: ("new", ""), ledger).records.first?.original["carried"] == nil)
        #expect(plan(nil, now: ("new", ""), ledger).steps.map(\.change) == [.setHostname("old")])
        #expect(plan(nil, now: ("fresh", ""), ledger).steps.isEmpty)
    }
}

@Suite struct `Plans for settings of the kernel` {
    private static let id = "proc.sys.net.ipv4.ip_local_port_range"

    private func plan(
        _ id: String = id, value: String? = "10 20", now: HostState.Parameter?, ignores: Bool = false,
        _ ledger: [String: LedgerEntry] = [:], isGoing: Bool = false
    ) throws -> SpecPlan<HostChange> {
        var host = HostState()
        host.parameters[try #require(KernelParameter(id))] = now
        let desired = value.map { value -> DesiredSpec<KernelParamSpec> in
            var spec = KernelParamSpec()
            (spec.name, spec.value, spec.ignoreErrors) = (KernelParamName(id), value, ignores)
            return DesiredSpec(spec, isGoing: isGoing)
        }
        return KernelParamObject.plan(desired.map { [$0] } ?? [], given: host, ledger)
    }

    @Test func `blanks and tabs between numbers are one`() throws {
        #expect(try plan(now: .value("10\t20")).steps.isEmpty)
        #expect(try plan(now: .value("10\t21")).steps.map(\.finding) == ["value 10\t21 instead of 10 20"])
    }

    @Test func `the value of before is noted once, and comes back`() throws {
        #expect(
            try plan(now: .value("1 2")).records.map(\.original) == [["value": "1 2", "ours": ["value": ["10 20"]]]])
        let ledger = entry("sysctl", Self.id, .made, ["value": "1 2"])
        #expect(try plan(now: .value("3 4"), ledger).records.first?.original["value"] == "1 2")
        let parameter = try #require(KernelParameter(Self.id))
        #expect(
            try plan(now: .value("10\t20"), ledger, isGoing: true).steps.map(\.change) == [
                .restoreParameter(parameter, "1 2")
            ])
    }

    @Test
    func `what the kernel doesn't have is refused before it is tried, and waited for where a link brings it along`()
        throws
    {
        let missing = try plan(now: nil)
        #expect(missing.steps.isEmpty)
        #expect(
            missing.outcomes[Self.id]
                == .refused("this kernel has no setting \(Self.id.dropFirst(9)); a module may bring it"))
        let link = "proc.sys.net.ipv4.conf.eth0/100.rp_filter"
        let waiting = try plan(link, now: nil)
        #expect(waiting.steps.isEmpty)
        guard case .waiting(let what) = waiting.outcomes[link] else {
            Issue.record("\(waiting.outcomes)")
            return
        }
        #expect(what.contains("eth0.100"))
        let ignored = try plan(now: nil, ignores: true)
        #expect(ignored.steps.isEmpty)
        #expect(ignored.outcomes[Self.id] == .applied(note: "this kernel doesn't have it"))
    }
}

@Suite struct `Plans for services of the host` {
    private let spec: DesiredSpec<TimeServerSpec> = {
        var spec = TimeServerSpec()
        spec.timeServers = ["time.example.com", "192.0.2.1"].compactMap { NetworkHost($0) }
        return DesiredSpec(spec)
    }()

    private func text(_ plan: SpecPlan<HostChange>) -> String? {
        guard case .writeFile(_, let text, _, _) = plan.steps.first?.change else { return nil }
        return text.split(separator: "\n").dropFirst().joined(separator: "\n")
    }

    @Test func `the service that runs gets the servers in its own words`() {
        var host = HostState()
        host.timeService = .timesyncdDropIn
        #expect(text(TimeServerObject.plan([spec], given: host, [:])) == "[Time]\nNTP=time.example.com 192.0.2.1")
        host.timeService = .chronySources
        #expect(
            text(TimeServerObject.plan([spec], given: host, [:]))
                == "server time.example.com iburst\nserver 192.0.2.1 iburst")
    }

    @Test func `a service that doesn't run at the moment keeps what it was given`() {
        var host = HostState()
        host.timeService = .chronySources
        guard
            case .writeFile(let file, let text, _, _) = TimeServerObject.plan([spec], given: host, [:]).steps.first?
                .change
        else {
            Issue.record("nothing is written")
            return
        }
        host.timeService = nil
        host.files = [file: HostFileState(.file(text: text, mode: 0o644))]
        let ledger = ["chrony": LedgerEntry(kind: "timeserver", object: "chrony", spec: "timeservers", claim: .made)]
        #expect(TimeServerObject.plan([spec], given: host, ledger).steps.isEmpty)
        #expect(TimeServerObject.plan([], given: host, ledger).steps.map(\.change) == [.removeFile(.chronySources)])
    }

    @Test func `without any of them it says so`() {
        let plan = TimeServerObject.plan([spec], given: HostState(), [:])
        #expect(plan.steps.isEmpty)
        guard case .applied(let note) = plan.outcomes["timeservers"] else {
            Issue.record("\(plan.outcomes)")
            return
        }
        #expect(note.contains("neither"))
    }
}

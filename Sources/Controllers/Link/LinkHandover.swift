import Kernel
import NetworkTypes
import Resources
import Store

/// Links that get what others have and give up in the same plan.
struct LinkHandover {
    /// Links of ours that no spec wants any more, and that go before what they hold is given away.
    private(set) var going: [InterfaceName] = []
    /// The links that give something up before they get what they shall have.
    private(set) var detours: [(link: InterfaceName, claim: LinkClaim)] = []
    /// Specs' links in an order in which each finds free what it gets; only those that have to do with it.
    private(set) var order: [InterfaceName] = []
    /// Links that wait for others, which aren't moved by this plan since they need something that isn't there.
    private(set) var delays: [InterfaceName: InterfaceName] = [:]
    /// Links whose specs name others that aren't there, so that they keep what they have.
    private var unready: Set<InterfaceName> = []
    /// What specs' links are to hold.
    private var next: [InterfaceName: Set<LinkClaim>] = [:]
    /// Who holds what now.
    private var holders: [LinkClaim: InterfaceName] = [:]

    /// Further names that links don't get, since others have them and keep them.
    private(set) var takenNames: [(link: InterfaceName, name: String, holder: InterfaceName)] = []

    /// The space of further names, in which first names are too.
    static let names = "name"

    private let kernel: KernelState
    /// Whether any spec speaks of further names, of which otherwise nothing is to be known.
    private let hasNames: Bool

    /// What some specs' links take over from each other.
    ///
    /// - Parameters:
    ///   - wanted: The specs whose links can be made or changed.
    ///   - kernel: What is there.
    ///   - ledger: What is ours.
    init(_ wanted: [DesiredSpec<LinkSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        hasNames = wanted.contains { $0.spec.altNames != nil }
        for item in wanted {
            guard let name = item.spec.name else { continue }
            let actual = kernel.link(name)
            next[name] = claims(of: item, actual, ledger[item.id])
            if let actual, isUnready(item.spec, actual) { unready.insert(name) }
        }
        let moving = next.filter { name, claims in !claims.subtracting(held(by: name)).isEmpty }
        guard !moving.isEmpty else { return }
        noteHolders(in: Set(moving.values.joined().map(\.space)))
        var handover = Handover<InterfaceName, LinkClaim>()
        for item in wanted {
            guard let name = item.spec.name, let claims = moving[name] else { continue }
            let held = held(by: name)
            for claim in claims.subtracting(held) where isRefused(claim, instead: held) {
                guard let holder = holders[claim], holder != name else { continue }
                if unready.contains(holder) {
                    delays[name] = holder
                } else if next[holder].map({ !$0.contains(claim) }) ?? false {
                    handover.wait(name, for: holder, toGiveUp: claim)
                } else if next[holder] == nil, ledger[holder.description]?.claim == .made {
                    going.append(holder)
                } else if claim.space == Self.names, case .text(let taken)? = claim.values.first {
                    takenNames.append((name, taken, holder))
                }
            }
        }
        order = handover.resolve()
        for name in order where delays[name] == nil {
            delays[name] = handover.predecessors(of: name).first { delays[$0] != nil }
        }
        detours = handover.detours.map { ($0.holder, $0.claim) }
    }

    /// What a link that gives a claim up may have instead for a moment.
    func spare(for link: InterfaceName, besides claim: LinkClaim) -> (member: LinkMember, value: LinkValue)? {
        guard let space = LinkClaimSpace.all.first(where: { $0.name == claim.space }) else { return nil }
        // One that is made anew for it has everything else as it shall be already.
        let base = space.isAway ? next[link]?.first { $0.space == claim.space } ?? claim : claim
        let taken = Set(holders.keys).union(next.values.joined())
        return space.free(besides: base, taken.contains)
    }

    /// Specs in an order in which each finds free what it gets.
    func arranged(_ specs: [DesiredSpec<LinkSpec>]) -> [DesiredSpec<LinkSpec>] {
        guard !order.isEmpty else { return specs }
        let involved = Set(order)
        let byName = Dictionary(specs.compactMap { item in item.spec.name.map { ($0, item) } }) { $1 }
        var rest = order.compactMap { byName[$0] }[...]
        return specs.map { item in
            item.spec.name.map(involved.contains) == true ? rest.popFirst() ?? item : item
        }
    }

    /// What a link holds now.
    private func held(by name: InterfaceName) -> Set<LinkClaim> {
        guard let link = kernel.link(name) else { return [] }
        return Set([own(link), above(link)].compactMap { $0 }).union(Self.names(link))
    }

    private static func names(_ link: KernelLink) -> [LinkClaim] {
        names([link.name.description] + link.alternativeNames)
    }

    private static func names(_ names: [String]) -> [LinkClaim] {
        names.map { LinkClaim(space: Self.names, values: [.text($0)]) }
    }

    private func own(_ link: KernelLink) -> LinkClaim? {
        if link.kind == KernelWireGuard.kind { return kernel.tunnels[link.index].flatMap { Self.port($0.listenPort) } }
        return LinkClaimSpace.ofKind[link.kind]?.claim(of: link)
    }

    /// The address that no macvlan on a link may have: its own.
    private func above(_ link: KernelLink) -> LinkClaim? {
        guard kernel.table.upper(of: link.index).contains(where: { Self.isMACVLAN($0) }) else { return nil }
        return Self.address(link[.hardwareAddress], over: link.index)
    }

    private mutating func noteHolders(in spaces: Set<String>) {
        for space in LinkClaimSpace.all where spaces.contains(space.name) {
            for link in space.kinds.flatMap(kernel.table.links(ofKind:)) {
                if let claim = space.claim(of: link) { note(link.name, claim) }
                if Self.isMACVLAN(link), let lower = link.lowerIndex.flatMap({ kernel.link(index: $0) }),
                    let claim = above(lower)
                {
                    note(lower.name, claim)
                }
            }
        }
        if spaces.contains(Self.names) {
            for link in kernel.table { for claim in Self.names(link) { note(link.name, claim) } }
        }
        guard spaces.contains(KernelWireGuard.kind) else { return }
        for (index, tunnel) in kernel.tunnels {
            if let name = kernel.name(ofLink: index), let claim = Self.port(tunnel.listenPort) { note(name, claim) }
        }
    }

    private mutating func note(_ name: InterfaceName, _ claim: LinkClaim) {
        if holders[claim] == nil { holders[claim] = name }
    }

    /// What a spec's link is to hold.
    private func claims(
        of item: DesiredSpec<LinkSpec>, _ actual: KernelLink?, _ entry: LedgerEntry?
    ) -> Set<LinkClaim> {
        let kind = item.spec.kind.isEmpty ? actual?.kind ?? "" : item.spec.kind
        var claims: [LinkClaim?] = []
        if kind == KernelWireGuard.kind {
            let present = actual.flatMap { kernel.tunnels[$0.index]?.listenPort } ?? 0
            let said = item.spec.wireguard?.listenPort ?? 0
            claims.append(Self.port(said == 0 ? present : UInt16(clamping: said)))
        } else if let space = LinkClaimSpace.ofKind[kind], item.spec.macvlan?.mode != .passthru {
            claims.append(claim(of: item.spec, kind, in: space, actual, entry))
        }
        if let actual, let own = above(actual) {
            let said = item.spec.hardwareAddr.map { LinkValue.bytes($0.bytes) }
            claims.append(said.map { Self.address($0, over: actual.index) } ?? own)
        }
        if hasNames {
            let before = entry?.original["altNames"]?.elements?.compactMap(\.text)
            let further = item.spec.altNames?.map(\.description) ?? before ?? actual?.alternativeNames ?? []
            claims += Self.names([item.id] + further)
        }
        return Set(claims.compactMap { $0 })
    }

    /// Whether a spec names a link that isn't there, and without which it isn't known what the link shall hold.
    private func isUnready(_ spec: LinkSpec, _ actual: KernelLink) -> Bool {
        guard let space = LinkClaimSpace.ofKind[actual.kind] else { return false }
        return space.settings(ofKind: actual.kind).contains { setting in
            if case .missing = setting.wanted(spec, kernel) { true } else { false }
        }
    }

    private func claim(
        of spec: LinkSpec, _ kind: String, in space: LinkClaimSpace, _ actual: KernelLink?, _ entry: LedgerEntry?
    ) -> LinkClaim? {
        let present = actual.flatMap { $0.kind == kind ? $0 : nil }
        var values: [LinkMember: LinkValue] = [:]
        for setting in space.settings(ofKind: kind) {
            switch setting.wanted(spec, kernel) {
            case .value(let value): values[setting.member] = value
            case .missing: return present.flatMap(space.claim(of:))
            case .unsaid:
                let before = present == nil ? nil : entry?.original[setting.name].flatMap { setting.value($0, kernel) }
                values[setting.member] = before ?? present?[setting.member] ?? setting.initial
            }
        }
        return space.claim { values[$0] }
    }

    /// Whether the kernel looks whether anybody has a claim that a link gets instead of others.
    private func isRefused(_ claim: LinkClaim, instead held: Set<LinkClaim>) -> Bool {
        guard let space = LinkClaimSpace.all.first(where: { $0.name == claim.space }), !space.decisive.isEmpty,
            let before = held.first(where: { $0.space == claim.space })
        else { return true }
        return space.members.indices.contains { place in
            space.decisive.contains(space.members[place]) && before.values[place] != claim.values[place]
        }
    }

    private static func isMACVLAN(_ link: KernelLink) -> Bool {
        LinkClaimSpace.ofKind[link.kind]?.name == LinkClaimSpace.macvlan
    }

    private static func address(_ address: LinkValue?, over lower: UInt32) -> LinkClaim? {
        address.map { LinkClaim(space: LinkClaimSpace.macvlan, values: [.number(UInt64(lower)), $0]) }
    }

    /// A UDP port (`udp_sock_create()`, `net/ipv4/udp_tunnel_core.c`).
    private static func port(_ port: UInt16) -> LinkClaim? {
        port == 0 ? nil : LinkClaim(space: KernelWireGuard.kind, values: [.number(UInt64(port))])
    }
}

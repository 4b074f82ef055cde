import FlowSupport
import Resources

/// What Debian's `ip` doesn't know of bonds: asked for and set by the bare request (`linux/if_link.h`).
enum BondMember: UInt16, CaseIterable, Sendable {
    /// `IFLA_BOND_COUPLED_CONTROL`, a byte.
    case coupledControl = 32
    /// `IFLA_BOND_SLAVE_ACTOR_PORT_PRIO`, two bytes.
    case actorPriority = 10

    private static let (linkInfo, kind, data, portKind, portData): (UInt16, UInt16, UInt16, UInt16, UInt16) =
        (18, 1, 2, 4, 5)

    private var isOfPorts: Bool { self == .actorPriority }

    /// What the kernel has of a link.
    static func all(of link: String, on host: Host) async throws -> JSON {
        try await host.inside {
            // RTM_GETLINK: struct ifinfomsg, then IFLA_IFNAME.
            let body = [UInt8](repeating: 0, count: 16) + RawNetlink.attribute(3, Array(link.utf8) + [0])
            let answer = try RawNetlink.request(.route, type: 18, isQuestion: true, body).dropFirst(16)
            guard let info = RawNetlink.value(of: linkInfo, in: answer) else { return [:] }
            return .object(
                allCases.reduce(into: [:]) { members, member in
                    let part = RawNetlink.value(of: member.isOfPorts ? portData : data, in: info) ?? []
                    guard let value = RawNetlink.value(of: member.rawValue, in: part) else { return }
                    members["\(member)"] = .integer(Int64(clamping: RawNetlink.number(value)))
                })
        }
    }

    /// Sets it on a link.
    ///
    /// - Throws: What the kernel says when it refuses.
    func set(_ value: UInt16, on link: String, of host: Host) async throws {
        let bytes = isOfPorts ? RawNetlink.bytes(value) : [UInt8(truncatingIfNeeded: value)]
        let info =
            RawNetlink.attribute(isOfPorts ? Self.portKind : Self.kind, Array("bond".utf8) + [0])
            + RawNetlink.attribute(
                isOfPorts ? Self.portData : Self.data, RawNetlink.attribute(rawValue, bytes))
        let body =
            [UInt8](repeating: 0, count: 16) + RawNetlink.attribute(3, Array(link.utf8) + [0])
            + RawNetlink.attribute(Self.linkInfo, info)
        // RTM_NEWLINK of a link that is there.
        try await host.inside { _ = try RawNetlink.request(.route, type: 16, body) }
    }
}

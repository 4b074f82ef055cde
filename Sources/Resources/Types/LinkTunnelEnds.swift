import NetworkTypes

/// Whether a tunnel's outer packets may be split (`VXLAN_DF_*`, `GENEVE_DF_*`, `linux/if_link.h`).
public enum TunnelFragmentation: String, ChoiceValue {
    /// They may.
    case unset
    /// They may not.
    case set
    /// As the packet inside says.
    case inherit
}

/// The two ends of a tunnel, which have to fit each other.
struct TunnelEnds {
    let local: IPAddress?
    let remote: IPAddress?

    /// What can't be, in the members `local` and `remote`.
    var faults: [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        if let local, local.isMulticast { fault("local", "\(local) is a group; an address of this host is expected") }
        for (member, address) in [("local", local), ("remote", remote)] {
            if let address, address.isUnspecified { fault(member, "leave it out for any address") }
        }
        if let local, let remote, local.family != remote.family {
            fault("local", "\(local) and the remote \(remote) are of two families")
        }
        return faults
    }

    /// What can't be where packets are of one family, in a member of the spec.
    func faults(in part: String, over family: AddressFamily, _ kind: String) -> [Fault] {
        [("local", local), ("remote", remote)].compactMap { member, address in
            guard let address, address.family != family else { return nil }
            return Fault(
                JSONPointer(tokens: [part, member]),
                "kind \(kind) goes over \(family == .inet4 ? "IPv4" : "IPv6"); \(address) isn't of it")
        }
    }
}

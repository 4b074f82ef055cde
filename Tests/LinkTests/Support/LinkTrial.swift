import FlowSupport
import Resources
import Testing

/// A kind of link, and each thing that can be said of it.
struct LinkTrial: Sendable, CustomTestStringConvertible {
    let kind: String
    /// What is special about it; empty for nothing.
    var title = ""
    /// The member of the spec that holds what is the kind's own; empty for what any link has.
    var part = ""
    /// What is said besides.
    var spec: JSON = [:]
    /// What is said besides in the part.
    var own: JSON = [:]
    let members: [Member]

    var testDescription: String { title.isEmpty ? kind : "\(kind), \(title)" }

    /// One thing, two values of it, and what `ip -d -j link show` has then.
    struct Member: Sendable {
        let name: String
        let values: [JSON]
        /// Where `ip` shows it: below `linkinfo.info_data`, or from the top with a slash before it.
        let witness: String
        /// What `ip` shows of the values, and when nothing is said.
        let shown: [JSON]
        /// What has to be said with it.
        var with: JSON = [:]
        /// Whether the kernel can't change it on a living link.
        var rebuilds = false
        /// Whether the kernel can't take it away from a living link; as `rebuilds` unless it's said.
        var dropRebuilds: Bool?
        /// What somebody else does to it: a command for `ip link`, or for `wg`.
        var harm: String?
        /// The same of what the kernel refuses or ignores.
        var futileHarm: String?
        /// A command that changes what also changes by itself: that comes back, and isn't counted as a repair.
        var move: String?
        /// Whether it stays as it is when nothing is said of it any more.
        var stays = false
        /// What the tables call it, where that isn't the name.
        var attribute: String?

        init(
            _ name: String, _ values: [JSON], _ witness: String, _ shown: [JSON], with: JSON = [:],
            rebuilds: Bool = false, dropRebuilds: Bool? = nil, harm: String? = nil, futile: String? = nil,
            attribute: String? = nil
        ) {
            (self.name, self.values, self.witness, self.shown) = (name, values, witness, shown)
            (self.with, self.rebuilds, self.dropRebuilds, self.harm) = (with, rebuilds, dropRebuilds, harm)
            (futileHarm, self.attribute) = (futile, attribute)
        }

        /// Whether there is no link without it.
        var isRequired: Bool { shown.count < 3 }
    }

    /// What is asked for of the link `x0`.
    func spec(_ member: Member, _ value: JSON?) -> JSON { spec(with: member.with, [(member, value)]) }

    private func spec(with further: JSON, _ members: [(Member, JSON?)]) -> JSON {
        var wanted = JSON.object(["kind": .string(kind), "up": true]).merged(with: spec)
        var own = own.merged(with: further)
        for (member, value) in members {
            if part.isEmpty { wanted[member.name] = value } else { own[member.name] = value }
        }
        if !part.isEmpty { wanted[part] = own }
        return wanted
    }

    /// What the tables call a member with a value: the path in the spec.
    func attribute(_ member: Member, _ value: JSON) -> String {
        let name = member.attribute ?? member.name
        let path = part.isEmpty || name == "parentName" ? name : "\(part).\(name)"
        return ProductAttributes.name(path, value, ofKind: kind)
    }

    /// Specs that say everything between them, each with the members that it says: what goes together is in one.
    var fullSpecs: [(spec: JSON, members: [Member])] {
        var groups: [(with: JSON, members: [Member])] = []
        var seen: Set<String> = []
        for member in members.sorted(by: { ($0.with == [:] ? 0 : 1) < ($1.with == [:] ? 0 : 1) })
        where seen.insert(attribute(member, member.values[0])).inserted {
            let place = groups.firstIndex { group in
                (group.with == [:]) == (member.with == [:]) && group.with.goes(with: member.with)
                    && group.with[member.name] == nil
                    && !group.members.contains { $0.name == member.name || member.with[$0.name] != nil }
            }
            if let place {
                groups[place].members.append(member)
                groups[place].with = groups[place].with.merged(with: member.with)
            } else {
                groups.append((member.with, [member]))
            }
        }
        return groups.map { group in
            (spec(with: group.with, group.members.map { ($0, $0.values[0]) }), group.members)
        }
    }
}

extension JSON {
    /// Whether two records don't contradict each other.
    fileprivate func goes(with other: JSON) -> Bool {
        (members ?? [:]).allSatisfy { name, value in other[name] == nil || other[name] == value }
    }
}

extension Host {
    /// Waits until `ip` shows a value of a link.
    func eventually(_ link: String, has value: JSON, of member: LinkTrial.Member, _ occasion: String) async throws {
        do {
            try await eventually("\(member.name), \(occasion): \(value.canonical)") {
                try await witnessed(link).witness(member.witness) == value
            }
        } catch {
            throw FlowError("\(error)\n\(try await witnessed(link).canonical)")
        }
    }
}

extension JSON {
    /// What is shown at a trial's place; `null` for nothing.
    func witness(_ path: String) -> JSON {
        path.hasPrefix("/")
            ? self[dotted: String(path.dropFirst().replacing("/", with: "."))] ?? .null
            : self[path: "linkinfo", "info_data", path] ?? .null
    }
}

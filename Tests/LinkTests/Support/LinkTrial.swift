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
        /// What somebody else does to it, for `ip`.
        var harm: String?

        init(
            _ name: String, _ values: [JSON], _ witness: String, _ shown: [JSON], with: JSON = [:],
            rebuilds: Bool = false, dropRebuilds: Bool? = nil, harm: String? = nil
        ) {
            (self.name, self.values, self.witness, self.shown) = (name, values, witness, shown)
            (self.with, self.rebuilds, self.dropRebuilds, self.harm) = (with, rebuilds, dropRebuilds, harm)
        }

        /// Whether there is no link without it.
        var isRequired: Bool { shown.count < 3 }
    }

    /// What is asked for of the link `x0`.
    func spec(_ member: Member, _ value: JSON?) -> JSON {
        var wanted = JSON.object(["kind": .string(kind), "up": true]).merged(with: spec)
        var own = own.merged(with: member.with)
        if part.isEmpty {
            wanted[member.name] = value
            return wanted
        }
        own[member.name] = value
        wanted[part] = own
        return wanted
    }

    /// Everything at once that goes together.
    var fullSpec: JSON {
        members.filter { $0.with == [:] }.reduce(JSON.object(["kind": .string(kind), "up": true]).merged(with: spec)) {
            whole, member in whole.merged(with: spec(member, member.values[0]))
        }
    }
}

extension Host {
    /// Waits until `ip` shows a value of a link.
    func eventually(_ link: String, has value: JSON, of member: LinkTrial.Member, _ occasion: String) async throws {
        do {
            try await eventually("\(member.name), \(occasion): \(value.canonical)") {
                try await self.link(link)?.witness(member.witness) == value
            }
        } catch {
            throw FlowError("\(error)\n\(try await self.link(link)?.canonical ?? "no link")")
        }
    }
}

extension JSON {
    /// What `ip` shows at a trial's place; `null` for nothing.
    fileprivate func witness(_ path: String) -> JSON {
        path.hasPrefix("/")
            ? self[String(path.dropFirst())] ?? .null : self[path: "linkinfo", "info_data", path] ?? .null
    }
}

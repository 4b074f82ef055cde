import Kernel
import NetworkTypes
import Resources
import Store

/// Links of ours that somebody renamed are known by their numbers, which the ledger notes.
extension LinkPlanner {
    /// Gives links of ours back their names, and the other ends of our pairs theirs; what follows plans with these names.
    mutating func putNamesBack(_ wanted: [DesiredSpec<LinkSpec>]) {
        var waiting = wanted.filter { $0.spec.logical == true && renamed($0.id) != nil }
        // A name that is taken may become free with the next one's rename.
        while let position = waiting.firstIndex(where: { $0.spec.name.map { kernel.link($0) == nil } ?? false }) {
            let item = waiting.remove(at: position)
            guard let name = item.spec.name, let link = renamed(item.id) else { continue }
            rename(link, to: name, for: item.id, finding: "renamed to \(link.name)")
        }
        for item in waiting {
            // Links of ours that changed names among themselves are told apart by their names from now on.
            guard let name = item.spec.name, let holder = kernel.link(name), !isMarked(holder) else { continue }
            displaced[name] = renamed(item.id)
        }
        putPeerNamesBack(wanted.filter { $0.spec.kind == "veth" })
    }

    /// The link that a ledger entry of one that we made speaks of, whatever its name is now.
    func link(of entry: LedgerEntry) -> KernelLink? {
        guard let name = InterfaceName(entry.object) else { return nil }
        if let link = renamed(entry.object) { return link }
        return kernel.link(name).flatMap { $0.name == name ? $0 : nil }
    }

    /// The link that we made under a name and that has another one now.
    ///
    /// A number alone proves nothing: a link that comes from another namespace brings its own along.
    private func renamed(_ object: String) -> KernelLink? {
        guard let entry = ledger[object], entry.claim == .made,
            let index = entry.original[Self.index]?.integer.flatMap({ UInt32(exactly: $0) }),
            let link = kernel.link(index: index), link.name.description != object,
            !link.alternativeNames.contains(object), isMarked(link)
        else { return nil }
        return link
    }

    /// Gives other ends of our pairs the names that specs say, also where these take over each other's.
    private mutating func putPeerNamesBack(_ pairs: [DesiredSpec<LinkSpec>]) {
        var renames: [UInt32: (name: InterfaceName, spec: String)] = [:]
        var order: [UInt32] = []
        for item in pairs {
            guard let name = item.spec.veth?.peerName else { continue }
            vacate(name)
            guard let peer = misnamedPeer(of: item) else { continue }
            renames[peer.index] = (name, item.id)
            order.append(peer.index)
        }
        var handover = Handover<UInt32, InterfaceName>()
        for index in order {
            guard let name = renames[index]?.name, let holder = kernel.link(name), renames[holder.index] != nil else {
                continue
            }
            handover.wait(index, for: holder.index, toGiveUp: name)
        }
        let first = handover.resolve()
        for (index, _) in handover.detours {
            guard let rename = renames[index], let name = InterfaceName("nst\(index)"), kernel.link(name) == nil,
                let peer = kernel.link(index: index)
            else { continue }
            self.rename(peer, to: name, for: rename.spec, finding: "", note: Self.detourNote)
        }
        for index in first + order.filter({ !first.contains($0) }) {
            guard let rename = renames[index], let peer = kernel.link(index: index), kernel.link(rename.name) == nil
            else { continue }
            self.rename(peer, to: rename.name, for: rename.spec, finding: "its other end was renamed to \(peer.name)")
        }
    }

    /// The other end of a pair of ours that has another name than its spec says.
    private func misnamedPeer(of item: DesiredSpec<LinkSpec>) -> KernelLink? {
        guard let name = item.spec.name, displaced[name] == nil, let actual = kernel.link(name),
            actual.kind == "veth", !hasPeer(item.spec, actual),
            ledger[item.id]?.claim == .made || isMarked(actual) || item.adopts
        else { return nil }
        return actual.lowerIndex.flatMap { kernel.link(index: $0) }
    }

    /// Deletes the pair that has a name as its other end's, where no spec wants either end any more.
    private mutating func vacate(_ name: InterfaceName) {
        guard let end = kernel.link(name), end.kind == "veth", claims.holder(of: end.name.description) == nil,
            let other = end.lowerIndex.flatMap({ kernel.link(index: $0) }),
            claims.holder(of: other.name.description) == nil,
            let entry = ledger[other.name.description], entry.claim == .made, link(of: entry)?.index == other.index
        else { return }
        drop(entry)
        kernel.simulate(.deleteLink(index: other.index))
    }

    private mutating func rename(
        _ link: KernelLink, to name: InterfaceName, for spec: String, finding: String, note: String = ""
    ) {
        step(
            .setLink(index: link.index, LinkAttributes(name: name)), spec, "rename", link.name,
            before: ["name": link.name.json], after: ["name": name.json], finding: finding,
            note: note)
        kernel.simulate(.setLink(index: link.index, LinkAttributes(name: name)))
    }
}

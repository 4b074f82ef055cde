/// In which order holders take over what others hold, where each thing has one holder at a time.
struct Handover<Holder: Hashable, Claim: Hashable> {
    /// What holders give up for something else for a moment, since none of a ring could be the first.
    private(set) var detours: [(holder: Holder, claim: Claim)] = []
    /// For whom each holder waits, and what that one has to give up.
    private var waits: [Holder: [(holder: Holder, claim: Claim)]] = [:]
    /// The waiting holders as they were named first.
    private var names: [Holder] = []

    /// Notes that a holder waits until another one has given something up.
    mutating func wait(_ holder: Holder, for other: Holder, toGiveUp claim: Claim) {
        if waits[holder] == nil { names.append(holder) }
        waits[holder, default: []].append((other, claim))
    }

    /// For whom a holder waits.
    func predecessors(of holder: Holder) -> [Holder] { waits[holder]?.map(\.holder) ?? [] }

    /// Those who wait, and those for whom they wait, each after all for whom it waits; rings are broken, which adds to `detours`.
    mutating func resolve() -> [Holder] {
        while true {
            let (order, ring) = walk()
            guard let ring else { return order }
            let waiting = ring[ring.count - 1]
            guard let (first, claim) = waits[waiting]?.first(where: { $0.holder == ring[0] }) else { return order }
            detours.append((first, claim))
            for name in names { waits[name]?.removeAll { $0.holder == first && $0.claim == claim } }
        }
    }

    /// An order, as far as there is one, and a ring, in which each waits for the next and the last for the first.
    ///
    /// Without recursion: a thousand VLANs may each wait for the next.
    private func walk() -> (order: [Holder], ring: [Holder]?) {
        var order: [Holder] = []
        var done: Set<Holder> = []
        for name in names where !done.contains(name) {
            var path = [(holder: name, rest: (waits[name] ?? [])[...])]
            var onPath: Set = [name]
            while let (holder, rest) = path.last {
                guard let next = rest.first?.holder else {
                    path.removeLast()
                    onPath.remove(holder)
                    done.insert(holder)
                    order.append(holder)
                    continue
                }
                path[path.count - 1].rest = rest.dropFirst()
                if onPath.contains(next) { return (order, Array(path.map(\.holder).drop { $0 != next })) }
                guard !done.contains(next) else { continue }
                path.append((next, (waits[next] ?? [])[...]))
                onPath.insert(next)
            }
        }
        return (order, nil)
    }
}

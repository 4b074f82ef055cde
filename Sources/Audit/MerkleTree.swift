/// A Merkle tree as in RFC 6962 §2.1: its root stands for all leaves and their order, and a path of a few digests shows that one
/// leaf is among them.
public struct MerkleTree: Sendable {
    /// Roots of full subtrees, largest first, with the number of leaves of each.
    private var subtrees: [(count: Int, root: AuditDigest)] = []

    /// A tree without leaves.
    public init() {}

    /// A tree of these leaves.
    public init(_ leaves: some Sequence<AuditDigest>) {
        for leaf in leaves { append(leaf) }
    }

    /// Adds a leaf at the end.
    public mutating func append(_ leaf: AuditDigest) {
        var last = (count: 1, root: leaf)
        while let before = subtrees.last, before.count == last.count {
            subtrees.removeLast()
            last = (before.count + last.count, AuditDigest(before.root, last.root))
        }
        subtrees.append(last)
    }

    /// The root; `nil` without leaves.
    public var root: AuditDigest? {
        guard var root = subtrees.last?.root else { return nil }
        for subtree in subtrees.dropLast().reversed() { root = AuditDigest(subtree.root, root) }
        return root
    }

    /// The root of these leaves; of one it is the leaf itself.
    public static func root(_ leaves: [AuditDigest]) -> AuditDigest? {
        leaves.count < 2 ? leaves.first : MerkleTree(leaves).root
    }

    /// The digests beside the way from a leaf to the root, from the leaf up (RFC 6962 §2.1.1).
    ///
    /// - Parameters:
    ///   - index: The leaf's place, from 0.
    ///   - leaves: All leaves.
    /// - Returns: Each digest, and whether it stands left of the way; `nil` if there is no such leaf.
    public static func path(to index: Int, in leaves: ArraySlice<AuditDigest>) -> [Step]? {
        guard leaves.indices.contains(leaves.startIndex + index), index >= 0 else { return nil }
        guard leaves.count > 1 else { return [] }
        let half = split(leaves.count)
        let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
        let isLeft = index < half
        guard let below = path(to: isLeft ? index : index - half, in: isLeft ? left : right),
            let beside = MerkleTree(isLeft ? right : left).root
        else { return nil }
        return below + [Step(digest: beside, isLeft: !isLeft)]
    }

    /// The root that a leaf and its path lead to.
    public static func root(from leaf: AuditDigest, _ path: [Step]) -> AuditDigest {
        path.reduce(leaf) { $1.isLeft ? AuditDigest($1.digest, $0) : AuditDigest($0, $1.digest) }
    }

    /// The largest power of two below a count.
    private static func split(_ count: Int) -> Int {
        var half = 1
        while half * 2 < count { half *= 2 }
        return half
    }

    /// A digest beside the way to the root.
    public struct Step: Hashable, Sendable {
        /// The root of the subtree beside.
        public var digest: AuditDigest
        /// Whether it stands left.
        public var isLeft: Bool

        /// A step from its parts.
        public init(digest: AuditDigest, isLeft: Bool) {
            self.digest = digest
            self.isLeft = isLeft
        }
    }
}

public import Resources
public import Store

/// A spec of which several layers may speak.
public protocol MergeableSpec: ResourceSpec {
    /// What the layers together say: they come from the lowest to the highest, within one in the order of their ids, and
    /// there is at least one.
    ///
    /// - Returns: `nil` when they come to nothing.
    static func merged(_ layers: [Self]) -> Self?

    /// Whether layers are merged member by member, so that one may say a single member.
    static var mergesMembers: Bool { get }

    /// Whether a layer that speaks alone is the merged spec as it is stored.
    static var isMergedAlone: Bool { get }

    /// Reads some of what changed, and works out what that comes to.
    ///
    /// A requirement, although one implementation serves all: so it is compiled for each spec by itself, which takes a
    /// seventh off the time of ten thousand.
    static func collect(
        _ memory: inout MergeMemory<Self>, _ store: ResourceStore, atMost limit: Int
    ) throws(StoreError) -> MergeBatch
}

extension MergeableSpec {
    /// The highest layer decides alone, and within it the last.
    static func highest(_ layers: [Self]) -> Self { layers[layers.count - 1] }

    /// The highest layer decides alone, for most.
    public static var mergesMembers: Bool { false }

    /// It is, for most.
    public static var isMergedAlone: Bool { true }

    /// What every spec does.
    public static func collect(
        _ memory: inout MergeMemory<Self>, _ store: ResourceStore, atMost limit: Int
    ) throws(StoreError) -> MergeBatch {
        try memory.collect(store, atMost: limit)
    }
}

public import Resources

extension EthernetSpec: MergeableSpec {
    /// Member by member, also within the parts, the highest layer that says something about it.
    public static func merged(_ layers: [EthernetSpec]) -> EthernetSpec? {
        layers.dropFirst().reduce(layers[0]) { lower, higher in
            var merged = higher.over(lower)
            merged.features = lower.features.merging(higher.features) { $1 }
            merged.rings = higher.rings?.over(lower.rings) ?? lower.rings
            merged.channels = higher.channels?.over(lower.channels) ?? lower.channels
            merged.coalesce = higher.coalesce?.over(lower.coalesce) ?? lower.coalesce
            merged.pause = higher.pause?.over(lower.pause) ?? lower.pause
            merged.eee = higher.eee?.over(lower.eee) ?? lower.eee
            merged.fec = higher.fec?.over(lower.fec) ?? lower.fec
            merged.rss = higher.rss?.overHashing(lower.rss) ?? lower.rss
            // A lower layer's speed ends with a higher one's word that it is agreed on.
            if merged.autoneg != false { (merged.speedMbit, merged.duplex, merged.lanes) = (nil, nil, nil) }
            return merged
        }
    }
}

extension EthernetHashing {
    /// The table is said in one way at most, so the higher layer's takes the place of either.
    fileprivate func overHashing(_ lower: EthernetHashing?) -> EthernetHashing {
        var merged = over(lower)
        if table != nil || queues != nil { (merged.table, merged.queues) = (table, queues) }
        merged.fields = fields?.over(lower?.fields) ?? lower?.fields
        return merged
    }
}

extension FieldRecord {
    /// What both say, this one first.
    fileprivate func over(_ lower: Self?) -> Self {
        var merged = lower ?? Self()
        for field in Self.fields where field.says(self) { field.copy(self, &merged) }
        return merged
    }
}

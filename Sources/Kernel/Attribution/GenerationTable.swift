/// A table of so many entries: of two generations the older goes when the younger is full.
///
/// That keeps between once and twice the limit, whatever happens, and costs no list of who came when.
struct GenerationTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let limit: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(limit: Int) { self.limit = max(1, limit) }

    /// How many entries there are; what is in both generations counts twice.
    var count: Int { young.count + old.count }

    subscript(key: Key) -> Value? {
        get { young[key] ?? old[key] }
        set {
            guard let newValue else {
                young[key] = nil
                old[key] = nil
                return
            }
            if young.count >= limit, young[key] == nil { (old, young) = (young, [:]) }
            young[key] = newValue
        }
    }
}

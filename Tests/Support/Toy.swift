public import Resources
public import Store

/// A resource type that means nothing, as COSI's own suites use it.
public enum Toy {
    /// The type's name.
    public static let type = "PathResource"

    /// The key of a path.
    public static func key(_ id: String, in namespace: String = "default") -> ResourceKey {
        ResourceKey(namespace, type, id)
    }

    /// A resource that isn't stored yet.
    public static func resource(
        _ id: String, in namespace: String = "default", owner: String = "", finalizers: [String] = [],
        labels: [String: String] = [:], spec: String = "{}"
    ) -> Resource {
        Resource(Metadata(key(id, in: namespace), owner: owner, finalizers: finalizers, labels: labels), spec: spec)
    }

    /// A spec that holds a number.
    public static func spec(_ number: Int) -> String { #"{"number":\#(number)}"# }
}

extension ChangeContext {
    /// Somebody who tests.
    public static let test = ChangeContext(actor: "uid:0(test)", origin: .api)
}

extension ResourceStore {
    /// A write of which only the body's value matters.
    @discardableResult
    public func change<Value: Sendable>(
        _ context: ChangeContext = .test,
        _ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await write(context, body).value
    }
}

import Resources

/// Where a secret stands in its document: the members that lead to it, and of each list the item rather than its number, so that
/// an item that moves takes its secret along.
struct SecretPlace: Hashable {
    /// The members that tell an item of a list from others, the first that is there.
    private static let names = ["publicKey", "name", "interface", "deviceSelector", "vlanId", "ip", "slot", "path"]

    private var steps: [String] = []

    /// The place of a secret in a document.
    init(_ secret: Secret, in document: JSON) {
        var value: JSON? = document
        for token in secret.pointer.tokens {
            guard let elements = value?.elements, let index = Int(token), elements.indices.contains(index) else {
                steps.append(token)
                value = value?[token]
                continue
            }
            // Without a name it is the same item only as long as none comes or goes.
            steps.append(Self.identity(of: elements[index]) ?? "\(token) of \(elements.count)")
            value = elements[index]
        }
    }

    private static func identity(of item: JSON) -> String? {
        names.lazy.compactMap { name in item[name].map { "\(name)=\($0.canonical)" } }.first
    }
}

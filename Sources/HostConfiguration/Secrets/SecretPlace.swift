import Resources

/// Where a secret stands: its document, the members that lead to it, and of each list the item rather than its number, so that
/// an item that moves takes its secret along.
struct SecretPlace: Hashable {
    /// The members that tell an item of a list from others, the first that is there.
    private static let names = ["publicKey", "name", "interface", "deviceSelector", "vlanId", "ip", "slot", "path"]

    private let document: DocumentIdentity
    private var steps: [String] = []

    /// The place of a member of a document.
    ///
    /// - Parameters:
    ///   - pointer: The member.
    ///   - document: All of the document.
    ///   - isFollowed: Whether it is known which secret it is. Otherwise an item without a name is the same one only as long as none
    ///     comes or goes.
    init(_ pointer: JSONPointer, in document: JSON, isFollowed: Bool = false) {
        self.document = DocumentIdentity(document)
        var value: JSON? = document
        for token in pointer.tokens {
            guard let elements = value?.elements, let index = Int(token), elements.indices.contains(index) else {
                steps.append(token)
                value = value?[token]
                continue
            }
            let item = elements[index]
            steps.append(Self.identity(of: item) ?? (isFollowed ? "an item" : "\(token) of \(elements.count)"))
            value = item
        }
    }

    private static func identity(of item: JSON) -> String? {
        names.lazy.compactMap { name in item[name].map { "\(name)=\($0.canonical)" } }.first
    }
}

extension Secret {
    /// Everywhere that it stands, also by aliases.
    func places(in document: JSON, isFollowed: Bool = false) -> Set<SecretPlace> {
        Set(([pointer] + aliases).map { SecretPlace($0, in: document, isFollowed: isFollowed) })
    }
}

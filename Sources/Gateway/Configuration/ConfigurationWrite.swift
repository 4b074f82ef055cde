import HostConfiguration
import NIOHTTP1
import Resources
import Store

/// A configuration that is to be stored instead of the one from which it was worked out.
struct ConfigurationWrite: Sendable {
    let configuration: MachineConfiguration
    /// The revision of the stored one; `nil` where there was none.
    let base: Int64?
    /// Whether nothing is kept: neither secrets nor what was made of the text.
    let isDryRun: Bool

    /// Puts it into the resource, its secrets into their table.
    ///
    /// - Throws: `configurationMoved` when another is stored meanwhile.
    func apply(to resource: inout Resource, _ transaction: WriteTransaction) throws(Problem) {
        let isNew = resource.metadata.version == 0
        guard (isNew ? nil : resource.metadata.revision) == base else {
            throw Problem(.conflict, .configurationMoved, "somebody else changes the configuration again and again")
        }
        var failure: StoreError?
        let text = configuration.replacingSecrets { _, _, source in
            do throws(StoreError) {
                if !isDryRun { return try transaction.keep(secret: source).description }
                // A secret that is kept already is no other one in a dry run.
                let known = try transaction.reference(to: source)?.description
                return known ?? Secret.value(writtenAs: source) ?? source
            } catch {
                failure = error
                return ""
            }
        }
        if let failure { throw Problem(failure) }
        resource.spec = JSON.object(["text": .string(text)]).canonical
    }
}

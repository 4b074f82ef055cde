import ArgumentParser
import Gateway
import Resources

/// `netstrata openapi`: prints the OpenAPI document, which is committed as openapi/openapi.json.
struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the OpenAPI document of the HTTP interface.", shouldDisplay: false)

    func run() {
        print(OpenAPIDocument.generate(catalog: Catalog.types).pretty)
    }
}

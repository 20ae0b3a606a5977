import ArgumentParser
import FlowLibrary
import Foundation

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "JSON Schemas of the files that operators write, for editors.",
    discussion: """
      With a kind it prints the schema of that kind of file (draft 2020-12); without, which kinds there are. An editor \
      with a YAML language server completes and explains keys, and marks mistakes, in a file whose first line is \
      # yaml-language-server: $schema=schemas/flow.json. What can be seen only with all files side by side check says.
      """)

  @Argument(help: "One of: \(FileKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: FileKind?

  @Option(help: ArgumentHelp("Write all of them into a folder instead, KIND.json each.", valueName: "folder"))
  var write: String?

  @OptionGroup var options: ConfigurationOption

  func validate() throws {
    guard kind == nil || write == nil else { throw ValidationError("--write writes all kinds: name none.") }
  }

  func run() throws {
    if let kind { return print(kind.schema, terminator: "") }
    guard let write else {
      for kind in FileKind.allCases {
        print("\(kind.rawValue.padding(toLength: 13, withPad: " ", startingAt: 0))\(kind.places): \(kind.what)")
      }
      return
    }
    for kind in FileKind.allCases {
      let file = URL(filePath: write).appending(path: kind.schemaFile)
      do {
        try FileManager.default.createDirectory(at: URL(filePath: write), withIntermediateDirectories: true)
        try Data(kind.schema.utf8).write(to: file, options: .atomic)
      } catch {
        let path = file.path(percentEncoded: false)
        throw Failure.report("\(path) cannot be written; name a folder of yours: \(error.localizedDescription)")
      }
    }
    print("\(FileKind.allCases.count) schemas are in \(write).")
  }
}

extension FileKind: ExpressibleByArgument {}

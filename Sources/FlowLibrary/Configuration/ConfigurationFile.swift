package import CallFlows
import Foundation

/// Finds and reads the configuration.
package enum ConfigurationFile {
  package static let defaultName = "switchboard.yaml"

  /// What reading found, and the configuration, if nothing is wrong with it.
  package struct Result: Sendable {
    /// `nil` when any diagnostic is an error.
    package let configuration: Configuration?
    package let diagnostics: [Diagnostic]
    package let printer: DiagnosticPrinter
    /// The file that was read; `nil` when the built-in defaults hold.
    package let file: String?
  }

  /// Reads `file`, or `switchboard.yaml` in the working directory if there is one, else the built-in defaults; then
  /// lets the environment's variables override it.
  package static func load(
    file: String?, environment: [String: String],
    workingDirectory: String = FileManager.default.currentDirectoryPath
  ) -> Result {
    let path = Configuration.resolve(file ?? defaultName, in: workingDirectory)
    guard file != nil || FileManager.default.fileExists(atPath: path) else {
      return read(nil, shown: defaultName, path: path, environment)
    }
    let folderPath = folder(of: path)
    let name = String(path.dropFirst(folderPath == "/" ? 1 : folderPath.count + 1))
    let shown = file ?? defaultName
    do throws(ReleaseFolder.Refusal) {
      let bytes = try ReleaseFolder(folderPath).bytes(of: name, limit: YAMLLimits.standard.size)
      return read(bytes, shown: shown, path: path, environment)
    } catch {
      let location = SourceLocation(file: shown, line: 1, column: 1)
      let diagnostic = Diagnostic(.error, error.sentence, rule: error.rule, mend: error.mend, at: location)
      return Result(
        configuration: nil, diagnostics: [diagnostic], printer: DiagnosticPrinter(sources: [:]), file: path)
    }
  }

  private static func read(
    _ bytes: [UInt8]?, shown: String, path: String, _ environment: [String: String]
  ) -> Result {
    let reader = SchemaReader(file: shown)
    var root = YAMLNode(.mapping([]), at: SourceLocation(file: shown, line: 1, column: 1))
    if let bytes {
      let (node, mistakes) = YAMLComposer.compose(bytes, file: shown)
      // A file of comments alone is a configuration that leaves everything as it is.
      reader.take(mistakes.filter { $0.rule != "empty-file" })
      if let node, !node.isEmpty { root = node }
    }
    var overrides = EnvironmentOverrides()
    root = overrides.apply(environment, to: root)
    reader.take(overrides.diagnostics)
    let configuration = ConfigurationReader(reader: reader, folder: folder(of: path)).configuration(root)
    var sources = overrides.sources
    sources[shown] = bytes
    return Result(
      configuration: reader.hasErrors ? nil : configuration, diagnostics: reader.diagnostics.inFileOrder,
      printer: DiagnosticPrinter(sources: sources.mapValues(SourceText.init)), file: bytes == nil ? nil : path)
  }

  private static func folder(of path: String) -> String {
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    return "/" + parent
  }
}

import CallFlows

/// Reads the calendar files that schedules name, each once, and keeps what of them belongs to the release.
final class CalendarReader {
  private let folder: ReleaseFolder
  private var known: [String: Set<CivilDate>] = [:]
  /// What is wrong inside the files.
  private(set) var diagnostics: [Diagnostic] = []
  /// By the file's name below the folder.
  private(set) var digests: [String: [UInt8]] = [:]
  /// The files with mistakes, by their shown names.
  private(set) var sources: [String: [UInt8]] = [:]

  init(folder: ReleaseFolder) {
    self.folder = folder
  }

  /// The days of the events in a file below the folder of flows. A file that cannot be opened is a mistake of who names
  /// it, one that cannot be read a mistake in the file.
  func days(in name: String, namedAt location: SourceLocation, _ reader: SchemaReader) -> Set<CivilDate> {
    if let days = known[name] { return days }
    known[name] = []
    do throws(ReleaseFolder.Refusal) {
      let bytes = try folder.bytes(of: name, limit: CalendarFile.longest)
      digests[name] = ContentHash.digest(bytes)
      let calendar = CalendarFile(bytes, file: folder.shown(name))
      if !calendar.diagnostics.isEmpty { sources[folder.shown(name)] = bytes }
      diagnostics += calendar.diagnostics
      known[name] = calendar.days
      return calendar.days
    } catch {
      let sentence = "calendar `\(name.shortened)`: \(error.sentence)"
      let mend = "\(error.mend); it is looked for in \(folder.shownPath)"
      reader.error(sentence, rule: error.rule, mend: mend, at: location)
      return []
    }
  }
}

import CallControl
import CallQueues
import CallStore
import Redaction
import Timekeeping

/// One recording as the command line shows it.
struct RecordingEntry: Encodable {
  struct Hearing: Encodable {
    var at: String
    var by: String?
  }

  var id: String
  var call: String
  var kind: String
  var queue: String?
  var agent: String?
  var began: String
  /// Seconds; absent while it goes on.
  var duration: Double?
  /// How many seconds of it the party spoke.
  var voice: Double?
  /// Absent until somebody has heard it.
  var heard: Hearing?
  var keptUntil: String
  /// When its file was deleted.
  var deleted: String?
  /// The whole path of the file, or where it was.
  var file: String

  init(_ recording: StoredRecording, in folder: RecordingFolder) {
    id = recording.name.rawValue
    call = recording.call.rawValue
    kind = recording.kind.rawValue
    queue = recording.queue?.rawValue
    agent = recording.agent?.rawValue
    began = recording.began.iso8601
    duration = recording.duration.map { $0 / .seconds(1) }
    voice = recording.voice.map { $0 / .seconds(1) }
    heard = recording.heard.map { Hearing(at: $0.at.iso8601, by: $0.by) }
    keptUntil = recording.keepUntil.iso8601
    deleted = recording.deleted?.iso8601
    file = folder.path(of: recording.file)
  }

  /// Two lines: what it is; then where.
  var lines: String {
    let facts = [
      "\(kind)", queue.map { "for \($0)" }, agent.map { "with \($0)" }, length, hearing,
    ].compactMap(\.self).joined(separator: "  ")
    let place = deleted.map { "deleted \($0)" } ?? file
    return "\(id)  \(began)  \(facts.printable)\n    \(place.printable)"
  }

  private var length: String {
    duration.map { "\(Int($0.rounded())) s" } ?? "goes on"
  }

  private var hearing: String? {
    if let heard { return "heard \(heard.at)\(heard.by.map { " by \($0)" } ?? "")" }
    return kind == RecordingKind.conversation.rawValue ? nil : "not heard yet"
  }
}

import CallFlows
import CallQueues
import FlowLibrary

/// One kept release as the command line shows it.
struct ReleaseEntry: Encodable {
  var release: String
  var published: String
  var inPlace: Bool
  /// Since when, and how it came there: `folder` or `back`; absent of the others.
  var since: String?
  var by: String?
  var files: Int

  init(_ kept: KeptRelease, place: ReleasePlace?) {
    release = kept.identifier
    published = kept.published.iso8601
    files = kept.files.count
    inPlace = place?.release == kept.identifier
    guard inPlace else { return }
    since = place?.at.iso8601
    by = place?.origin.rawValue
  }

  var line: String {
    let course = by == ReleasePlace.Origin.back.rawValue ? "  by release back, \(since ?? "")" : ""
    return "\(inPlace ? "*" : " ") \(release.prefix(12))  \(published)  \(files) files\(course)"
  }
}

/// Releases and their differences in words.
enum ReleaseText {
  struct Difference: Encodable {
    var subject: String
    var sentence: String

    init(_ difference: ReleaseDifference) {
      subject = difference.subject
      sentence = difference.sentence
    }
  }

  /// Each subject once, its sentences below it.
  static func text(_ differences: [ReleaseDifference]) -> String {
    var lines: [String] = []
    var subject: String?
    for difference in differences {
      if difference.subject != subject { lines.append(difference.subject) }
      subject = difference.subject
      lines.append("  " + difference.sentence)
    }
    return lines.joined(separator: "\n")
  }

  static func lines(_ service: LoadedService) -> [String] {
    let flows = service.release.flows.values.sorted { $0.name < $1.name }.map { flow in
      "flow    \(flow.name): \(flow.numbers.isEmpty ? "no number" : flow.numbers.joined(separator: ", ")); "
        + "\(flow.steps.count) steps in \(flow.languages.map(\.text).joined(separator: ", "))"
    }
    let queues = service.queues.map(\.id.rawValue).sorted().joined(separator: ", ")
    let schedules = service.release.schedules.keys.sorted().map(\.text).joined(separator: ", ")
    return flows + ["queues  \(queues)", "hours   \(schedules)"]
  }
}

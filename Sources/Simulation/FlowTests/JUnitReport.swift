internal import CallFlows

/// Results in the XML that build servers read.
package enum JUnitReport {
  /// A document with one suite, one case for each test, its time by the call's own clock.
  package static func text(_ results: [FlowTestResult], suite: String) -> String {
    let failures = results.count { !$0.hasPassed }
    let time = seconds(results.reduce(.zero) { $0 + $1.length })
    let head =
      "<testsuite name=\"\(escaped(suite))\" tests=\"\(results.count)\" failures=\"\(failures)\" time=\"\(time)\">"
    let lines =
      ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>", head]
      + results.flatMap(cases) + ["</testsuite>", "</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func cases(_ result: FlowTestResult) -> [String] {
    let place = result.test.location
    let start =
      "  <testcase name=\"\(escaped(result.test.name))\" classname=\"\(escaped(result.test.flow.text))\""
      + " file=\"\(escaped(place.file))\" line=\"\(place.line)\" time=\"\(seconds(result.length))\""
    guard let failure = result.failure else { return [start + "/>"] }
    let story = ([failure.sentence, failure.mend] + failure.story).filter { !$0.isEmpty }
    return [
      start + ">", "    <failure message=\"\(escaped(failure.sentence))\">" + escaped(story.joined(separator: "\n")),
      "    </failure>", "  </testcase>",
    ]
  }

  private static func seconds(_ time: Duration) -> String {
    let milliseconds = Int64(time / .milliseconds(1))
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// XML 1.0 has no place for most control characters, escaped or not.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0xFFFE...0xFFFF).contains(scalar.value):
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

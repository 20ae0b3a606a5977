import CallFlows
import FlowLibrary
import Foundation
import Testing

/// `voicemail:` of the configuration.
struct VoicemailConfigurationTests {
  private static func load(_ text: String, _ environment: [String: String] = [:]) throws -> ConfigurationFile.Result {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write("switchboard.yaml", text)
    return ConfigurationFile.load(file: nil, environment: environment, workingDirectory: folder.root.path)
  }

  @Test func `Agents hear their messages at *97, and nobody does from outside, unless it is written otherwise`() throws
  {
    let standard = try #require(try Self.load("").configuration?.voicemail)
    #expect(standard.number == "*97" && standard.outside == nil && standard.pin == .elsewhere)
    let text = "voicemail: {number: \"1571\", outside: \"+34910000097\", pin: always}\n"
    let changed = try #require(try Self.load(text).configuration?.voicemail)
    #expect(changed.number == "1571" && changed.outside == "+34910000097" && changed.pin == .always)
    let none = try #require(try Self.load("voicemail: {number: no}\n").configuration?.voicemail)
    #expect(none.number == nil)
    let variables = ["SWITCHBOARD_VOICEMAIL_OUTSIDE": "+34910000098", "SWITCHBOARD_VOICEMAIL_PIN": "always"]
    let overridden = try #require(try Self.load(text, variables).configuration?.voicemail)
    #expect(overridden.outside == "+34910000098" && overridden.pin == .always)
  }

  @Test(arguments: [
    ("{number: voicemail}", "number"), ("{outside: \"++34\"}", "outside"), ("{pin: never}", "pin"),
    ("{pins: always}", "pins"), ("{number: \"*43\"}", "*43"), ("{outside: \"*97\"}", "*97"),
  ])
  func `A mistake is a sentence about its key`(text: String, word: String) throws {
    let result = try Self.load("voicemail: \(text)\n")
    #expect(result.configuration == nil)
    #expect(result.diagnostics.contains { $0.severity == .error && $0.sentence.contains(word) })
  }
}

import FlowLibrary
import Foundation
import Testing

/// `messages:` of the configuration.
struct MessagesConfigurationTests {
  private static func load(_ text: String, _ environment: [String: String] = [:]) throws -> ConfigurationFile.Result {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write("switchboard.yaml", text)
    return ConfigurationFile.load(file: nil, environment: environment, workingDirectory: folder.root.path)
  }

  @Test func `Agents hear their messages at *97, and nobody does from outside, unless it is written otherwise`() throws
  {
    let standard = try #require(try Self.load("").configuration?.messages)
    #expect(standard.number == "*97" && standard.outside == nil && standard.pin == .elsewhere)
    let text = "messages: {number: \"1571\", outside: \"+34910000097\", pin: always}\n"
    let changed = try #require(try Self.load(text).configuration?.messages)
    #expect(changed.number == "1571" && changed.outside == "+34910000097" && changed.pin == .always)
    let none = try #require(try Self.load("messages: {number: no}\n").configuration?.messages)
    #expect(none.number == nil)
    let variables = ["SWITCHBOARD_MESSAGES_OUTSIDE": "+34910000098", "SWITCHBOARD_MESSAGES_PIN": "always"]
    let overridden = try #require(try Self.load(text, variables).configuration?.messages)
    #expect(overridden.outside == "+34910000098" && overridden.pin == .always)
  }

  @Test(arguments: [
    ("{number: voicemail}", "number"), ("{outside: \"++34\"}", "outside"), ("{pin: never}", "pin"),
    ("{pins: always}", "pins"), ("{number: \"*43\"}", "*43"), ("{outside: \"*97\"}", "*97"),
  ])
  func `A mistake is a sentence about its key`(text: String, word: String) throws {
    let result = try Self.load("messages: \(text)\n")
    #expect(result.configuration == nil)
    #expect(result.diagnostics.contains { $0.severity == .error && $0.sentence.contains(word) })
  }
}

import CallFlows
import FlowLibrary
import Foundation
import Testing

/// `audio:` of the configuration.
struct AudioConfigurationTests {
  private static func load(_ text: String) throws -> ConfigurationFile.Result {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write("switchboard.yaml", text)
    return ConfigurationFile.load(file: nil, environment: [:], workingDirectory: folder.root.path)
  }

  @Test func `Every line is read`() throws {
    let result = try Self.load(
      """
      audio:
        - {name: door, device: "plughw:1", number: "100", calls-when: key}
        - {name: radio, device: "hw:2,0", number: "*43", calls-when: level -27.5dB}
        - {name: adapter, device: default, number: "101", calls-when: always}
      """)
    #expect(result.diagnostics.isEmpty)
    #expect(
      result.configuration?.audio == [
        .init(name: "door", device: "plughw:1", number: "100", occasion: .key),
        .init(name: "radio", device: "hw:2,0", number: "*43", occasion: .level(-27.5)),
        .init(name: "adapter", device: "default", number: "101", occasion: .always),
      ])
  }

  @Test(arguments: [
    ("{name: door, device: hw, number: '1', calls-when: never}", "calls-when"),
    ("{name: door, device: hw, number: '1', calls-when: level 3dB}", "calls-when"),
    ("{name: door, device: hw, number: '1', calls-when: level -90dB}", "calls-when"),
    ("{name: The Door, device: hw, number: '1', calls-when: key}", "name"),
    ("{name: '201', device: hw, number: '1', calls-when: key}", "name"),
    ("{name: door, number: '1', calls-when: key}", "device"),
    ("{name: door, device: hw, number: '1', calls-when: key, volume: 3}", "volume"),
  ])
  func `A mistake is a sentence about its key`(line: String, key: String) throws {
    let result = try Self.load("audio: [\(line)]\n")
    #expect(result.configuration == nil)
    #expect(result.diagnostics.contains { $0.severity == .error && $0.sentence.contains(key) })
  }

  @Test func `Two lines need two names and two devices`() throws {
    let result = try Self.load(
      """
      audio:
        - {name: door, device: "hw:1", number: "100", calls-when: key}
        - {name: gate, device: "hw:1", number: "100", calls-when: key}
      """)
    #expect(result.diagnostics.map(\.rule) == ["duplicate-name"])
    #expect(result.diagnostics.first?.location.line == 3)
  }
}

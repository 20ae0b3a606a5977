import AudioSignal
import Foundation

/// The files of a service under test: configuration, flows and prompts, in a folder of the test's own.
struct ServiceFolder: Sendable {
  enum Kind: Sendable {
    /// A copy of the example service, always open or always closed.
    case example(isOpen: Bool)
    /// A small service with little patience, whose prompts are tones.
    case quick
  }

  let path: String

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - drain: how long calls may go on after SIGTERM.
  ///   - mediaPorts: where RTP is received.
  ///   - codecs: what it speaks, the best first.
  ///   - keys: how callers say their keys.
  init(
    _ kind: Kind, in bed: TestBed, named name: String = "service", drain: String = "30s",
    mediaPorts: String = "20000-21999", codecs: String = "pcma, pcmu", keys: String = "rfc4733"
  ) throws {
    path = try bed.makeFolder(name)
    switch kind {
    case .example(let isOpen):
      try FileManager.default.copyItem(atPath: ProjectFiles.callFlows, toPath: path + "/CallFlows")
      try FileManager.default.copyItem(atPath: ProjectFiles.prompts, toPath: path + "/Prompts")
      try write(isOpen ? Self.alwaysOpen : Self.alwaysClosed, to: "CallFlows/schedules/office.yaml")
    case .quick:
      for (name, text) in QuickService.texts { try write(text, to: name) }
      for prompt in QuickService.prompts { try writePrompt(prompt) }
    }
    try writeTone(QuickService.spokenTone, seconds: 0.2, to: "spoken.wav")
    try write(configuration(drain: drain, mediaPorts: mediaPorts, codecs: codecs, keys: keys), to: "switchboard.yaml")
  }

  /// Puts a text into a file of the folder, in place of what was there.
  func write(_ text: String, to name: String) throws {
    let file = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(of name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  private func writePrompt(_ prompt: QuickService.Prompt) throws {
    for (language, frequency) in [("en", prompt.frequency), ("es", prompt.frequency + 50)] {
      try writeTone(frequency, seconds: prompt.seconds, to: "Prompts/\(language)/\(prompt.name).wav")
    }
  }

  private func writeTone(_ frequency: Double, seconds: Double, to name: String) throws {
    let file = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try ToneFile(frequency: frequency, seconds: seconds).write(to: file)
  }

  /// Speech is a copy of a tone, made by a program as real as any: the voice has a test of its own.
  private func configuration(drain: String, mediaPorts: String, codecs: String, keys: String) -> String {
    """
    sip: {listen: ["udp://\(TestNetwork.serviceAddress):5060"], domain: switchboard.local}
    media: {listen: 0.0.0.0, ports: \(mediaPorts), codecs: [\(codecs)]}
    trunks:
      - name: loopback
        from: [\(TestNetwork.serviceAddress)]
        keys: \(keys)
    calls: {at-most: 1000, new-per-second: 500, drain: \(drain)}
    desk: {listen: 127.0.0.1:8080}
    data: Data
    flows: CallFlows
    prompts: Prompts
    speech: {command: [sh, -c, 'cp "$0" "$1"', \(path)/spoken.wav, "{output}", "{text}"]}
    log: {level: notice, format: text}

    """
  }

  private static let alwaysOpen = """
    schedule: office
    time-zone: Europe/Madrid
    open: {mon-sun: 00:00-24:00}

    """

  private static let alwaysClosed = """
    schedule: office
    time-zone: Europe/Madrid
    open: {}

    """
}

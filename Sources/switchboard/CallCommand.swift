import ArgumentParser
import Exchange
import FlowLibrary
import Foundation
import Logging
import Redaction
import SIPEngine

struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "A phone in the terminal: calls a number of this service, or a SIP address.",
    discussion: """
      It speaks and hears by the sound card, and goes on without one. While the call lasts, 0-9, * and # are pressed as \
      on a phone, a comma waits for two seconds, and q or Ctrl-C hangs up. Keys can come from a pipe, too. The exit code is \
      0 when the call was answered and ended as it should.
        switchboard call 100
        switchboard call '*44' --no-audio --record tone.wav --for 5s
        echo 1,,0 | switchboard call 100
      The service takes calls from its trunks, among which this machine is in the delivered configuration, and from \
      its agents' phones: --user and --password-file.
      """)

  @Argument(help: ArgumentHelp("A number of this service, or a SIP address.", valueName: "number|uri"))
  var callee: String

  @Option(help: ArgumentHelp("The sound card by its ALSA name; aplay -L lists them.", valueName: "name"))
  var device: String?

  @Flag(name: .customLong("no-audio"), help: "Use no sound card.")
  var noAudio = false

  @Option(help: ArgumentHelp("A sound file that the other side is to hear, once.", valueName: "file"))
  var play: String?

  @Option(help: ArgumentHelp("Write what is heard to a WAV file.", valueName: "file.wav"))
  var record: String?

  @Option(help: ArgumentHelp("Who calls; else --user, else the name of this user.", valueName: "user"))
  var from: String?

  @Option(help: "The account that proves who calls: an agent's phone.")
  var user: String?

  @Option(
    name: .customLong("password-file"), help: ArgumentHelp("The account's password, on one line.", valueName: "file"))
  var passwordFile: String?

  @Option(help: "Press these keys after the answer; a comma waits for two seconds.")
  var keys: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("Hang up so long after the answer, such as 30s or 5m.", valueName: "time"))
  var atMost: String?

  @OptionGroup var options: ConfigurationOption

  func validate() throws {
    guard !(noAudio && device != nil) else { throw ValidationError("--device names what --no-audio leaves out.") }
    guard (user == nil) == (passwordFile == nil) else {
      throw ValidationError("--user and --password-file belong together.")
    }
    if let keys, let wrong = keys.first(where: { !PhoneKeys.isKey($0) }) {
      throw ValidationError("--keys takes 0-9, * and #, and commas to wait, and no \(wrong).")
    }
    if let atMost, ScalarText.duration(atMost) == nil {
      throw ValidationError("--for takes a time with its unit, such as 30s or 5m, and not \(atMost).")
    }
  }

  func run() async throws {
    let configuration = try options.load()
    var logger = ServiceLog.logger(configuration.log)
    // What happens to the call is told on standard output.
    logger.logLevel = .error
    let phone: TerminalPhone
    do {
      phone = try await TerminalPhone.dial(try order(), configuration, logger: logger)
    } catch let error as StartupError {
      throw Failure.report("\(error)")
    }
    for key in keys ?? "" { phone.press(key) }
    let terminal = RawTerminal()
    PhoneKeys.read(into: phone)
    let display = PhoneDisplay(isLive: terminal != nil)
    async let end = phone.run()
    await display.show(phone)
    let outcome = await end
    terminal?.restore()
    guard case .failed(let sentence) = outcome else { return display.show(outcome) }
    throw Failure.report(sentence)
  }

  private func order() throws -> PhoneOrder {
    var account: TrunkPlan.Account?
    if let user, let passwordFile {
      account = TrunkPlan.Account(user: user, password: Redacted(try password(in: passwordFile)))
    }
    return PhoneOrder(
      callee: callee, caller: from ?? user ?? NSUserName(), account: account,
      device: noAudio ? nil : device ?? "default", needsDevice: device != nil, playing: play, recording: record,
      showsWords: true, atMost: atMost.flatMap { ScalarText.duration($0) })
  }

  private func password(in file: String) throws -> String {
    let text = try? String(contentsOfFile: file, encoding: .utf8)
    guard let line = text?.split(whereSeparator: \.isNewline).first, !line.isEmpty else {
      throw Failure.report("\(file) has no password that can be read: write it there, alone on the first line")
    }
    return String(line)
  }
}

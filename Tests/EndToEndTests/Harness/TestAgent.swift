import Foundation

/// An agent as the tests add one.
struct TestAgent: Sendable {
  var id: String
  /// The phone's account and number.
  var phone: String
  var languages = "en,es"
  var role = "agent"

  var password: String { "secret-of-\(id)" }

  static let ana = TestAgent(id: "ana", phone: "201")
  static let ben = TestAgent(id: "ben", phone: "202")
  /// Answers the queue like the others, and may take part in what they talk about.
  static let sue = TestAgent(id: "sue", phone: "203", role: "supervisor")

  /// Adds it with `switchboard agent add`, whether the service runs or not.
  func add(to folder: ServiceFolder, in bed: TestBed) async throws {
    try folder.write(password + "\n", to: "\(id).password")
    _ = try await ServiceUnderTest.command(
      [
        "agent", "add", id, "--phone", phone, "--name", id.capitalized, "--queues", "support", "--languages", languages,
        "--role", role, "--phone-password-file", "\(id).password",
      ], in: folder, bed)
  }
}

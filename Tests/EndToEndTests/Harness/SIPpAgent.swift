/// An agent's phone played by SIPp: it signs in with digest, then waits for one call. Whenever it is asked whether it is
/// there, it is.
enum SIPpAgent {
  /// Signs in and returns when the phone is ready for the call.
  static func start(
    _ agent: TestAgent, _ scenario: String, in service: ServiceUnderTest, values: [String: String] = [:],
    port: Int = 5980
  ) async throws -> SIPp {
    let registration = try SIPp.start(
      "agent-who-registers", in: service.bed, to: agent.phone,
      values: ["USER": agent.phone, "PASSWORD": agent.password], port: port)
    try await registration.finish()
    try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
    return try SIPp.start(
      scenario, in: service.bed, to: agent.phone, values: values, calls: 8, port: port, options: ["-aa"])
  }
}

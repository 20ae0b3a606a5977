import Testing

/// What a disk without room does to the calls: nothing.
@Suite(.tags(.endToEnd))
struct DiskTests {
  @Test(arguments: ["text", "json"])
  func aLogThatCannotBeWrittenEndsNothing(format: String) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let service = try await ServiceUnderTest.start(
        folder, in: bed,
        environment: ["SWITCHBOARD_LOG_FORMAT": format, "SWITCHBOARD_LOG_LEVEL": "trace"],
        command: ["sh", "-c", "exec '\(ProjectFiles.switchboard)' serve 2>/dev/full"])
      let stranger = try await UDPPort.open(in: bed.network, port: 5099)
      stranger.send("no message of any protocol\r\n\r\n")
      try await service.wait(for: "switchboard_sip_events_total", #"event="malformed""#, toBe: 1)

      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.menu)
      await caller.press("19")
      try await caller.waitUntilItIsHungUp()
      await caller.quit()
      #expect(try await service.stop() == .code(0))
    }
  }

  @Test func aDiskThatIsFullForAWhileDisturbsNoCall() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let disk = SmallDisk(kilobytes: 4096, folder)
      let service = try await ServiceUnderTest.start(folder, in: bed, command: disk.command)
      try disk.fill(service.program)

      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.menu)
      await caller.press("19")
      try await caller.waitUntilItIsHungUp()
      try await eventually("the service says that it cannot write") {
        try await HTTPRequest(path: "/readyz").response(in: bed.network)
      } is: { response in
        response.status == 503 && response.body.contains("disk")
      }
      await caller.quit()
      #expect(try caller.heard().seconds(of: 1300) >= 0.2, "the goodbye is not heard")

      try disk.clear(service.program)
      try await eventually("the record is written", within: .seconds(20)) {
        try await service.metrics()
      } is: { metrics in
        metrics["switchboard_record_entries_waiting"] == 0 && metrics["switchboard_record_entries_written_total"] > 0
      }
      #expect(try await service.metrics()["switchboard_record_entries_lost_total"] == 0)
      #expect(try await HTTPRequest(path: "/readyz").response(in: bed.network).status == 200)
      #expect(try await service.stop() == .code(0))
    }
  }
}

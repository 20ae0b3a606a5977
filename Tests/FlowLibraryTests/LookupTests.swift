import CallFlows
import FlowLibrary
import Redaction
import Testing

struct LookupTests {
  private static let text = """
    customer-by-phone:
      get: https://crm.example/api/customers?phone={phone}&key={env.CRM_TOKEN}
      headers: {Authorization: "Bearer {env.CRM_TOKEN}", X-Caller: "{phone}"}
      wait: 1500ms
      retries: 1
      cache: 5m
      gives: {name: {text: "$.people[0].name"}, vip: yes-no, balance: {money EUR: $.account.balance}, since: date}
      missing: [404, 410]
    order:
      post: http://[fd00::5]:8080/orders
      body: {number: "{order}", note: "from {order}"}

    """

  private func lookups(_ text: String) throws -> [LookupName: LookupResource] {
    let release = try FixtureRelease()
    try release.write("CallFlows/lookups.yaml", text)
    let result = release.load()
    return try #require(result.service, "\(result.printer.text(result.diagnostics))").release.lookups
  }

  @Test func aResourceIsReadWithEverySetting() throws {
    let lookups = try lookups(Self.text)
    #expect(Set(lookups.keys) == ["customer-by-phone", "order"])
    let customer = try #require(lookups["customer-by-phone"])
    #expect(customer.method == .get)
    #expect(
      customer.url.pieces == [
        .literal("https://crm.example/api/customers?phone="), .parameter("phone"), .literal("&key="),
        .environment(Redacted("t0ken")),
      ])
    #expect(customer.headers.map(\.name) == ["Authorization", "X-Caller"])
    #expect(customer.headers.first?.value.pieces == [.literal("Bearer "), .environment(Redacted("t0ken"))])
    #expect(customer.parameters == ["phone"])
    #expect(customer.wait == .milliseconds(1500))
    #expect(customer.retries == 1)
    #expect(customer.cache == .seconds(300))
    #expect(customer.missing == [404, 410])
    #expect(
      customer.gives == [
        LookupField(name: "name", type: .text, path: JSONPath([.member("people"), .element(0), .member("name")])),
        LookupField(name: "vip", type: .yesNo, path: JSONPath([.member("vip")])),
        LookupField(
          name: "balance", type: .money(currency: "EUR"), path: JSONPath([.member("account"), .member("balance")])),
        LookupField(name: "since", type: .date, path: JSONPath([.member("since")])),
      ])
  }

  @Test func whatIsNotSaidHasItsDefault() throws {
    let order = try #require(try lookups(Self.text)["order"])
    #expect(order.method == .post)
    #expect(order.wait == .seconds(2))
    #expect(order.retries == 0)
    #expect(order.cache == nil)
    #expect(order.missing == [404])
    #expect(order.parameters == ["order"])
    #expect(
      order.body == [
        LookupMember(name: "number", value: LookupTemplate([.parameter("order")])),
        LookupMember(name: "note", value: LookupTemplate([.literal("from "), .parameter("order")])),
      ])
  }

  @Test func aSecretOfTheEnvironmentIsNeverShown() throws {
    let customer = try #require(try lookups(Self.text)["customer-by-phone"])
    #expect(!"\(customer)".contains("t0ken"))
    #expect("\(customer.url)" == "https://crm.example/api/customers?phone={phone}&key={env}")
  }

  @Test func theFileBelongsToTheRelease() throws {
    let release = try FixtureRelease()
    let before = try #require(release.load().service)
    try release.write("CallFlows/lookups.yaml", Self.text)
    let first = try #require(release.load().service)
    try release.write("CallFlows/lookups.yaml", Self.text.replacing("1500ms", with: "2s"))
    let second = try #require(release.load().service)
    #expect(Set([before, first, second].map(\.release.identifier)).count == 3)
    func lines(_ old: LoadedService, _ new: LoadedService) -> [String] {
      ReleaseComparison.differences(from: old.outline, to: new.outline).map { "\($0.subject): \($0.sentence)" }
    }
    #expect(lines(before, first) == ["lookup customer-by-phone: it is new", "lookup order: it is new"])
    #expect(lines(first, second) == ["lookup customer-by-phone: wait is now 2s instead of 1500ms"])
  }
}

import FuzzingDriver
import TestMaterial

@main
struct FuzzWebSocket {
  static func main() { Fuzzer.run(.webSocket) }
}

import Foundation

/// A set of made-up records on disk.
struct Input {
    let name: String
    let folder: URL
    let files: [String]
    /// The size of all records, in bytes.
    let bytes: Double
    /// The size of the largest, in bytes.
    let largest: Double
}

extension Sluice {
    /// Writes made-up records with fixed seeds, as many of each format.
    ///
    /// - Parameters:
    ///   - each: How many records of each format.
    ///   - size: About how many bytes a record has; the shortest are longer than a few thousand.
    func make(_ name: String, formats: [String], each: Int, size: Int) throws -> Input {
        let folder = scratch.appending(path: name)
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (seed, format) in formats.enumerated() {
            _ = try run(
                [
                    program, "synth", "--patients", "\(each)", "--seed", "\(seed + 1)",
                    "--format", format, "--record-bytes", "\(size)",
                    "--out", folder.appending(path: format).path,
                ], log: log)
        }
        let keys: Set<URLResourceKey> = [.fileSizeKey, .isRegularFileKey]
        let walker = FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: Array(keys))
        var (files, sizes) = ([String](), [Double]())
        for case let file as URL in walker ?? .init() {
            let values = try file.resourceValues(forKeys: keys)
            guard values.isRegularFile == true, let size = values.fileSize else { continue }
            files.append(file.path)
            sizes.append(Double(size))
        }
        guard let largest = sizes.max() else {
            throw Failure(description: "`sluice synth` wrote no record of \(formats)")
        }
        return Input(
            name: name, folder: folder, files: files.sorted(), bytes: sizes.reduce(0, +),
            largest: largest)
    }
}

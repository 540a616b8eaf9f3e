package io.mendflow.model.data;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Unpacks the pages of Parquet files in plain Java; Parquet's own way needs Hadoop and native libraries. */
final class ParquetCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Unpacking((packed, size) -> packed);
            case GZIP ->
                new Unpacking((packed, size) -> {
                    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                        return gzip.readNBytes(size);
                    }
                });
            case SNAPPY -> by(new SnappyDecompressor());
            case ZSTD -> by(new ZstdDecompressor());
            case LZ4_RAW -> by(new Lz4Decompressor());
            default -> throw new UnsupportedCodec(codec.name());
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Nothing here writes Parquet");
    }

    @Override
    public void release() {
        // Nothing is held.
    }

    private static Unpacking by(Decompressor decompressor) {
        return new Unpacking((packed, size) -> {
            byte[] plain = new byte[size];
            int length = decompressor.decompress(packed, 0, packed.length, plain, 0, size);
            if (length != size) {
                throw new IOException("expected %d bytes, but they are %d".formatted(size, length));
            }
            return plain;
        });
    }

    /** A file is packed in a way that is not read. */
    static final class UnsupportedCodec extends RuntimeException {

        UnsupportedCodec(String codec) {
            super(codec);
        }
    }

    /** Bytes of which it is known how many they are when unpacked. */
    private interface Unpack {
        byte[] plain(byte[] packed, int size) throws IOException;
    }

    private record Unpacking(Unpack unpack) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput packed, int size) throws IOException {
            return BytesInput.from(unpack.plain(packed.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer target, int size) throws IOException {
            byte[] bytes = new byte[packedSize];
            packed.get(bytes);
            target.put(unpack.plain(bytes, size));
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }
}

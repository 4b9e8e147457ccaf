export declare const SOFTWARE_WEBGPU_FLAGS: string[];
export declare function chromiumFlags(): string[];
export declare function testingFlags(): string[];
export declare function findChromium(): string | undefined;
export declare function ensureChromium(): string;

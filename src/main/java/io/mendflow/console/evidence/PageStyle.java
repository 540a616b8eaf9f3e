package io.mendflow.console.evidence;

/** How a page of evidence looks, on a screen of any width and on paper. */
final class PageStyle {

    static final String CSS =
            """
            :root{color-scheme:light}
            body{margin:0;background:#f4f6f8;color:#1f2933;font:16px/1.5 system-ui,sans-serif}
            main{max-width:76rem;margin:0 auto;padding:1.5rem clamp(.75rem,3vw,2.5rem) 4rem;background:#fff}
            h1{margin:0 0 1rem;font-size:clamp(1.5rem,4vw,2.2rem);line-height:1.2;overflow-wrap:anywhere}
            h2{margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid #d5dce3;font-size:1.3rem}
            h3{margin:1.5rem 0 .5rem;font-size:1.05rem}
            .kind{margin:0;color:#52606d}
            dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.2rem 1rem;margin:.5rem 0}
            dt{color:#52606d}
            dd{margin:0;overflow-wrap:anywhere}
            .claims{list-style:none;margin:0;padding:0;display:grid;gap:.75rem}
            .claims li{padding:.75rem 1rem;border:1px solid #d5dce3;border-left:.4rem solid #7b8794;border-radius:.4rem;overflow-wrap:anywhere}
            .claims .yes{border-left-color:#1b6e3c}
            .claims .no{border-left-color:#b42318;background:#fff5f4}
            .claims .yes b{color:#1b6e3c}
            .claims .no b{color:#b42318}
            .claims span{font-weight:600}
            .claims dl{font-size:.9rem}
            .wide{overflow-x:auto;margin:.75rem 0;border:1px solid #d5dce3;border-radius:.4rem}
            .wide:focus-visible{outline:3px solid #2b6cb0}
            .wide svg,.wide img{display:block;max-width:none}
            table{border-collapse:collapse;width:100%;font-size:.9rem}
            th,td{padding:.45rem .7rem;border-bottom:1px solid #e4e9ee;text-align:left;vertical-align:top;min-width:4.5rem;max-width:26rem;overflow-wrap:break-word}
            th{background:#f4f6f8;white-space:nowrap}
            tr:last-child td{border-bottom:0}
            .hit td{background:#e3f4e8;font-weight:600}
            pre{overflow-x:auto;padding:1rem;background:#f4f6f8;border-radius:.4rem;font-size:.85rem}
            @media (max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
            @media print{body,main{background:#fff}.wide{overflow:visible}.wide svg{max-width:100%;height:auto}}
            """;

    private PageStyle() {}
}

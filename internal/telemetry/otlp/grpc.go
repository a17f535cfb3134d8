package otlp

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/encoding/gzip" // exporters may pack what they send
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
)

const (
	maxMessage = 4 << 20 // gRPC's own default, which exporters keep to
	maxStreams = 2       // of one connection
)

// rawBytes is a message that is not decoded by gRPC.
type rawBytes struct{ data []byte }

// rawCodec hands messages on as they are.
type rawCodec struct{}

// Name implements encoding.CodecV2.
func (rawCodec) Name() string { return "proto" }

// Marshal implements encoding.CodecV2.
func (rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	raw, ok := v.(*rawBytes)
	if !ok {
		return nil, fmt.Errorf("encode %T: not a message of this server", v)
	}
	return mem.BufferSlice{mem.SliceBuffer(raw.data)}, nil
}

// Unmarshal implements encoding.CodecV2.
func (rawCodec) Unmarshal(data mem.BufferSlice, v any) error {
	raw, ok := v.(*rawBytes)
	if !ok {
		return fmt.Errorf("decode %T: not a message of this server", v)
	}
	raw.data = data.Materialize()
	return nil
}

func (s *Source) grpcServer() *grpc.Server {
	server := grpc.NewServer(
		grpc.ForceServerCodecV2(rawCodec{}),
		grpc.MaxRecvMsgSize(min(maxMessage, s.config.MaxBody)),
		grpc.MaxConcurrentStreams(maxStreams),
		grpc.MaxHeaderListSize(32<<10),
		grpc.ConnectionTimeout(5*time.Second),
		grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: 5 * time.Minute}),
		grpc.InTapHandle(s.tap),
	)
	for _, k := range []kind{logs, traces} {
		server.RegisterService(&grpc.ServiceDesc{
			ServiceName: k.method, HandlerType: (*any)(nil),
			Methods: []grpc.MethodDesc{{MethodName: "Export", Handler: s.export(k)}},
		}, s)
	}
	return server
}

// tap looks at a call before anything of its message is read.
func (s *Source) tap(ctx context.Context, info *tap.Info) (context.Context, error) {
	given := ""
	if values := metadata.MD(info.Header).Get("authorization"); len(values) > 0 {
		given = values[0]
	}
	if !s.admitted(given) {
		return nil, status.Error(codes.Unauthenticated, "a bearer token is needed")
	}
	return ctx, nil
}

func (s *Source) export(k kind) grpc.MethodHandler {
	return func(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		var message rawBytes
		if err := decode(&message); err != nil {
			return nil, err
		}
		got, err := s.receive(ctx, k, message.data, false)
		if err != nil {
			no := refused(err)
			return nil, status.Error(no.code, no.text)
		}
		return &rawBytes{got.proto()}, nil
	}
}

import React, { Suspense, lazy } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Route, Routes } from 'react-router-dom';

const Users = lazy(() => import('./pages/Users.tsx'));
const Dashboard = lazy(() => import('./pages/Dashboard.jsx'));

createRoot(document.getElementById('root')).render(
  <BrowserRouter basename="/admin">
    <Suspense fallback={<p>Loading…</p>}>
      <Routes>
        <Route path="/" element={<Dashboard />} />
        <Route path="/users" element={<Users />} />
      </Routes>
    </Suspense>
  </BrowserRouter>
);
